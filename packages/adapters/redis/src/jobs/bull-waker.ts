import type { Clock, JobQueue, JobWaker, Logger, Undo, Wakeable, WaitingJob } from '@aethex/core';
import type { Connections } from '../connection/connections.js';
import type { BullQueues } from './bull-queues.js';
import { wakeUpsFor } from './rules/wake-ups.js';

export interface BullWakerTools {
  readonly queue: JobQueue;
  readonly queues: BullQueues;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly log: Logger;
  /** How often a worker looks into the table while Redis is away. */
  readonly pollMs: number;
  /** How often it is looked for jobs that nobody is woken for. */
  readonly sweepMs: number;
}

/** How many jobs one look finds wake-ups for. */
const most = 500;
/** How many jobs may wait to be told of; further ones are found by the next look. */
const longestLine = 2_000;

/**
 * Wakes one free worker for each job that is due, on whichever node, by a job of Bull that carries nothing but the id
 * of the row. What Bull forgets is fed to it again from the table; while Redis is away the workers look themselves.
 */
export class BullWaker implements JobWaker {
  private readonly workers = new Map<string, Wakeable>();
  /** What each name's line began with at the last look: if it still does, nobody comes. */
  private readonly firsts = new Map<string, string>();
  private line: WaitingJob[] = [];
  private telling = false;
  private works = true;

  constructor(private readonly tools: BullWakerTools) {
    tools.connections.onTurn(() => this.wakeAll());
  }

  waits(job: WaitingJob): void {
    if (!this.isUp) this.workers.get(job.name)?.wake();
    else if (this.line.length < longestLine) this.line.push(job);
    if (!this.telling && this.line.length > 0) void this.tell();
  }

  async hear(name: string, worker: Wakeable): Promise<Undo> {
    this.workers.set(name, worker);
    const stop = await this.tools.queues.process(name, () => worker.once());
    return async () => {
      if (this.workers.get(name) === worker) this.workers.delete(name);
      await stop();
    };
  }

  async spread(name: string): Promise<boolean> {
    if (!this.tools.connections.isThere) return false;
    const { queue, clock, sweepMs } = this.tools;
    const due = await queue.due(name, most, sweepMs);
    if (due.length > 0 && !(await this.feed(name, due))) return false;
    const first = due.find(({ dueAt }) => dueAt <= clock.now());
    const mark = first && `${first.id}.${first.attempt}`;
    const stuck = mark !== undefined && this.firsts.get(name) === mark;
    if (mark === undefined) this.firsts.delete(name);
    else this.firsts.set(name, mark);
    return !stuck;
  }

  restMs(): number {
    return this.isUp ? this.tools.sweepMs : this.tools.pollMs;
  }

  private get isUp(): boolean {
    return this.works && this.tools.connections.isThere;
  }

  /** Tells of what was added, and then of what was added meanwhile. */
  private async tell(): Promise<void> {
    this.telling = true;
    await Promise.resolve();
    while (this.line.length > 0) {
      const jobs = this.line.splice(0, most);
      const names = [...new Set(jobs.map(({ name }) => name))];
      await Promise.all(
        names.map((name) =>
          this.feed(
            name,
            jobs.filter((job) => job.name === name),
          ),
        ),
      );
    }
    this.telling = false;
  }

  private async feed(name: string, jobs: readonly WaitingJob[]): Promise<boolean> {
    const { queues, clock, sweepMs } = this.tools;
    const wakeUps = wakeUpsFor(jobs, clock.now(), 2 * sweepMs);
    try {
      if (wakeUps.length > 0) await queues.add(name, wakeUps);
      this.works = true;
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  private failed(error: unknown): void {
    if (!this.works) return;
    this.works = false;
    this.tools.log.warn({ err: error }, 'workers cannot be woken; they look for jobs themselves');
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const worker of this.workers.values()) worker.wake();
  }
}
