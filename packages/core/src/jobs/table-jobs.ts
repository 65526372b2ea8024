import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Logger } from '../observe/logger.js';
import type { Undo } from '../ports/bus.js';
import { Jobs, type DeadJob, type JobRun, type NewJob } from '../ports/jobs.js';
import { CronTicker } from './cron-ticker.js';
import { CronTick } from './entities/cron-tick.entity.js';
import { DeadJobRow } from './entities/dead-job.entity.js';
import { QueuedJob } from './entities/queued-job.entity.js';
import { JobQueue, type QueueTools } from './job-queue.js';
import { JobWorker } from './job-worker.js';
import { jobsMigrations } from './migrations/index.js';
import type { JobWaker } from './waker.js';

/** The settings of every adapter of `Jobs` that stands on the table. */
export const TableJobsOptions = z.strictObject({
  /** How often a worker looks for jobs that it was not told of. */
  pollSeconds: z.number().positive().default(1),
  /** After how long a job whose node is not heard of is begun again. Clocks of nodes may differ by four fifths of it. */
  leaseSeconds: z.number().positive().default(300),
  /** How long a job that was given up is kept. */
  keepDeadDays: z.number().positive().default(30),
});

/** What an adapter of `Jobs` that stands on the table brings to the database. */
export const jobTable = Object.freeze({
  entities: [QueuedJob, DeadJobRow, CronTick],
  tables: { owner: 'jobs', migrations: jobsMigrations },
});

export interface TableJobsTools extends QueueTools {
  readonly log: Logger;
  /** Makes what wakes the workers; it is told how to look for what is due. */
  readonly waker: (queue: JobQueue) => JobWaker;
}

const day = 24 * 60 * 60 * 1000;
/** Milliseconds between two looks of `settled`. */
const settleMs = 20;
/** How many times a worker says that it is still at it before the job would be given to another. */
const renewals = 5;

/** Jobs in a table, written in the same transaction as what caused them. They reach as far as the database does. */
export class TableJobs extends Jobs {
  private readonly queue: JobQueue;
  private readonly waker: JobWaker;
  private readonly workers = new Map<string, JobWorker>();
  private readonly tickers = new Set<CronTicker>();
  private readonly renewMs: number;

  constructor(
    private readonly tools: TableJobsTools,
    private readonly options: z.output<typeof TableJobsOptions>,
  ) {
    super();
    const leaseMs = options.leaseSeconds * 1000;
    this.queue = new JobQueue(tools, { leaseMs, keepDeadMs: options.keepDeadDays * day });
    this.waker = tools.waker(this.queue);
    this.renewMs = leaseMs / renewals;
  }

  async add(job: NewJob): Promise<string> {
    const { db } = this.tools;
    return db.write(async (em) => {
      const added = await this.queue.add(em, job);
      await db.afterCommit(() => this.waker.waits(added));
      return added.id;
    });
  }

  async work(name: string, run: (job: JobRun) => Promise<void>): Promise<Undo> {
    if (this.workers.has(name)) throw new TypeError(`Job "${name}" has a worker on this node already.`);
    const { queue, waker, renewMs } = this;
    const worker = new JobWorker(name, run, { queue, waker, renewMs, log: this.tools.log });
    this.workers.set(name, worker);
    const unheard = await waker.hear(name, worker);
    return async () => {
      await Promise.all([worker.stop(), unheard()]);
      if (this.workers.get(name) === worker) this.workers.delete(name);
    };
  }

  async every(name: string, cron: string): Promise<Undo> {
    const { queue, waker } = this;
    const pollMs = this.options.pollSeconds * 1000;
    const ticker = new CronTicker(name, cron, { ...this.tools, queue, waker, pollMs });
    await ticker.start();
    this.tickers.add(ticker);
    return async () => {
      await ticker.stop();
      this.tickers.delete(ticker);
    };
  }

  dead(): AsyncIterable<DeadJob> {
    return this.queue.dead();
  }

  async settled(): Promise<void> {
    while (!(await this.queue.isIdle())) {
      for (const worker of this.workers.values()) worker.wake();
      await sleep(settleMs);
    }
  }

  /** Begins nothing more, and waits for what runs; other nodes take over what takes too long. */
  async close(): Promise<void> {
    await Promise.all([
      ...[...this.tickers].map((ticker) => ticker.stop()),
      ...[...this.workers.values()].map((worker) => worker.leave()),
    ]);
  }
}
