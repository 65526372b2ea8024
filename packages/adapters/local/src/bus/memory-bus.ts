import { AsyncResource } from 'node:async_hooks';
import { adapter, Bus, hearSafely, type Adapter, type Logger, type Undo } from '@aethex/core';

type Listener = (bytes: Uint8Array) => void | Promise<void>;

interface Subscription {
  readonly hear: Listener;
  over: boolean;
}

interface Message {
  readonly topic: string;
  readonly bytes: Uint8Array;
  /** Who was listening when it was published. */
  readonly to: readonly Subscription[];
}

/** A bus inside this process. Messages wait in one line, so what a listener publishes comes after what it hears. */
export class MemoryBus extends Bus {
  private readonly topics = new Map<string, readonly Subscription[]>();
  private line: Message[] = [];
  private waiting = false;

  constructor(private readonly log: Logger) {
    super();
  }

  async publish(topic: string, bytes: Uint8Array): Promise<void> {
    const to = this.topics.get(topic);
    if (!to) return;
    this.line.push({ topic, bytes: bytes.slice(), to });
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => this.deliver());
  }

  async subscribe(topic: string, listener: Listener): Promise<Undo> {
    // A listener belongs to where it was subscribed, not to the call or the transaction of whoever publishes.
    const subscription = { hear: AsyncResource.bind(listener), over: false };
    this.topics.set(topic, [...(this.topics.get(topic) ?? []), subscription]);
    return async () => this.end(topic, subscription);
  }

  private end(topic: string, subscription: Subscription): void {
    subscription.over = true;
    const left = (this.topics.get(topic) ?? []).filter((one) => one !== subscription);
    if (left.length > 0) this.topics.set(topic, left);
    else this.topics.delete(topic);
  }

  private deliver(): void {
    const messages = this.line;
    this.line = [];
    for (const { topic, bytes, to } of messages)
      for (const subscription of to) this.tell(subscription, topic, bytes);
    this.waiting = this.line.length > 0;
    // Listeners that keep answering each other must not keep everybody else from the processor.
    if (this.waiting) setImmediate(() => this.deliver());
  }

  private tell(subscription: Subscription, topic: string, bytes: Uint8Array): void {
    if (subscription.over) return;
    hearSafely(subscription.hear, bytes, (error) =>
      this.log.error({ err: error, topic }, 'a listener of the bus failed'),
    );
  }
}

/** A bus in the memory of this process. */
export const memoryBus = (): Adapter<Bus> =>
  adapter<Bus>({
    port: Bus,
    name: 'memory',
    reach: 'process',
    timeoutMs: 0,
    create: ({ log }) => new MemoryBus(log),
  });
