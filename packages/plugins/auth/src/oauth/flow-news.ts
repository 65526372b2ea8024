import { Bus, type Undo } from '@aethex/core';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

const topic = 'auth.oauthSettled';
/** Milliseconds after which somebody who waits looks by themselves: the bus tells at most once. */
const lookEvery = 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Wakes games that wait for a sign-in, on whichever node. */
@Injectable()
export class FlowNews implements OnModuleInit, OnApplicationShutdown {
  private readonly waiting = new Map<string, Set<() => void>>();
  private undo: Undo | undefined;
  private closing = false;

  constructor(private readonly bus: Bus) {}

  async onModuleInit(): Promise<void> {
    this.undo = await this.bus.subscribe(topic, (bytes) => this.wake(decoder.decode(bytes)));
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const id of this.waiting.keys()) this.wake(id);
    await this.undo?.();
  }

  /** Whether waiting still makes sense: not while the node goes away. */
  get isOpen(): boolean {
    return !this.closing;
  }

  tell(flowId: string): Promise<void> {
    return this.bus.publish(topic, encoder.encode(flowId));
  }

  /** Waits until there may be news of a sign-in, at most a second. */
  async pause(flowId: string): Promise<void> {
    const waiters = this.waiting.get(flowId) ?? new Set();
    this.waiting.set(flowId, waiters);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, lookEvery);
      function done(): void {
        clearTimeout(timer);
        waiters.delete(done);
        resolve();
      }
      waiters.add(done);
    });
    if (waiters.size === 0) this.waiting.delete(flowId);
  }

  private wake(flowId: string): void {
    for (const done of this.waiting.get(flowId) ?? []) done();
  }
}
