import { Injectable } from '@nestjs/common';
import { heardError, relayUnavailable } from '../rules/said-error.js';
import { Links } from './links.js';
import type { Addressed, Answer } from './messages.js';

interface Waiting {
  readonly node: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/** Milliseconds another node has to answer. */
export const patience = 3_000;
/** Questions that may be under way; more of them mean that nobody answers. */
const mostWaiting = 20_000;

/** The other node does not own the room by the claim it was asked under. */
export class NotOwner extends Error {}

/** Questions to other nodes. */
@Injectable()
export class Asking {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(private readonly links: Links) {}

  /** What the other node answers. Fails with its error, as `NotOwner`, or as `rooms.relay_unavailable`. */
  async ask(node: string, at: Addressed, verb: string, args: readonly unknown[]): Promise<unknown> {
    if (this.waiting.size >= mostWaiting) throw relayUnavailable();
    const answer = await new Promise<Answer>((resolve, reject) => {
      const id = ++this.last;
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(relayUnavailable());
      }, patience);
      timer.unref();
      this.waiting.set(id, { node, resolve, reject, timer });
      this.links.send(node, { t: 'ask', id, ...at, verb, args });
    });
    if (answer.moved) throw new NotOwner(`Node ${node} does not own the room by this claim.`);
    if (answer.error) throw heardError(answer.error);
    return answer.value ?? null;
  }

  /** An answer has come. Only the node that was asked can give it. */
  settle(from: string, answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    if (!waiting || waiting.node !== from) return;
    this.waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    waiting.resolve(answer);
  }

  close(): void {
    for (const { timer, reject } of this.waiting.values()) {
      clearTimeout(timer);
      reject(relayUnavailable());
    }
    this.waiting.clear();
  }
}
