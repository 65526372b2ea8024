import type { Logger } from '../observe/logger.js';
import type { Bus, Undo } from '../ports/bus.js';
import type { Clock } from '../ports/clock.js';
import type { Ids } from '../ports/ids.js';
import type { WaitingJob } from './job-queue.js';
import { Settling } from './settling.js';
import type { JobWaker, Wakeable } from './waker.js';

export interface BusWakerTools {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly pollMs: number;
}

/** Milliseconds between two messages about one name, however many of its jobs are added. */
const tellEveryMs = 50;

/** Wakes the worker of this node at once and those of the others by a small message, `jobs.<name>`. */
export class BusWaker implements JobWaker {
  private readonly workers = new Map<string, Wakeable>();
  private readonly messages = new Map<string, Settling>();
  private readonly me: Uint8Array;
  private failing = false;

  constructor(private readonly tools: BusWakerTools) {
    this.me = Buffer.from(tools.ids.next());
  }

  waits({ name, dueAt }: WaitingJob): void {
    if (dueAt > this.tools.clock.now()) return;
    this.workers.get(name)?.wake();
    let message = this.messages.get(name);
    if (!message) this.messages.set(name, (message = new Settling(() => this.tell(name), tellEveryMs)));
    message.ask();
  }

  async hear(name: string, worker: Wakeable): Promise<Undo> {
    this.workers.set(name, worker);
    const undo = await this.listen(name, worker);
    return async () => {
      if (this.workers.get(name) === worker) this.workers.delete(name);
      await undo();
    };
  }

  async spread(): Promise<boolean> {
    return false;
  }

  restMs(): number {
    return this.tools.pollMs;
  }

  private async listen(name: string, worker: Wakeable): Promise<Undo> {
    try {
      return await this.tools.bus.subscribe(topicOf(name), (from) => {
        // Its own messages come back to it, and it has woken its own worker already.
        if (!this.me.every((byte, index) => byte === from[index])) worker.wake();
      });
    } catch (error) {
      this.tools.log.warn({ err: error, job: name }, 'jobs that other nodes add are found only by looking');
      return async () => undefined;
    }
  }

  private async tell(name: string): Promise<void> {
    try {
      await this.tools.bus.publish(topicOf(name), this.me);
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.tools.log.warn({ err: error }, 'other nodes could not be told of a job');
      this.failing = true;
    }
  }
}

const topicOf = (name: string): string => `jobs.${name}`;
