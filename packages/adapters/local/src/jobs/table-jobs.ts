import { setTimeout as sleep } from 'node:timers/promises';
import {
  adapter,
  Clock,
  Db,
  Ids,
  Jobs,
  type Adapter,
  type DeadJob,
  type JobRun,
  type Logger,
  type NewJob,
  type Undo,
} from '@aethex/core';
import { z } from 'zod';
import { CronTicker } from './cron-ticker.js';
import { CronTick } from './entities/cron-tick.entity.js';
import { DeadJobRow } from './entities/dead-job.entity.js';
import { QueuedJob } from './entities/queued-job.entity.js';
import { JobQueue, type QueueTools } from './job-queue.js';
import { JobWorker } from './job-worker.js';
import { jobsMigrations } from './migrations/index.js';

const TableJobsOptions = z.strictObject({
  /** How often a worker looks for jobs that it was not told of. */
  pollSeconds: z.number().positive().default(1),
  /** After how long a job whose node is not heard of is begun again. Clocks of nodes may differ by four fifths of it. */
  leaseSeconds: z.number().positive().default(300),
  /** How long a job that was given up is kept. */
  keepDeadDays: z.number().positive().default(30),
});

export type TableJobsOptions = z.input<typeof TableJobsOptions>;

const day = 24 * 60 * 60 * 1000;
/** Milliseconds between two looks of `settled`. */
const settleMs = 20;
/** How many times a worker says that it is still at it before the job would be given to another. */
const renewals = 5;

/** Jobs in a table, written in the same transaction as what caused them. They reach as far as the database does. */
export class TableJobs extends Jobs {
  private readonly queue: JobQueue;
  private readonly workers = new Map<string, JobWorker>();
  private readonly tickers = new Set<CronTicker>();
  private readonly pollMs: number;
  private readonly renewMs: number;

  constructor(
    private readonly tools: QueueTools,
    private readonly log: Logger,
    options: Required<TableJobsOptions>,
  ) {
    super();
    const leaseMs = options.leaseSeconds * 1000;
    this.queue = new JobQueue(tools, { leaseMs, keepDeadMs: options.keepDeadDays * day });
    this.pollMs = options.pollSeconds * 1000;
    this.renewMs = leaseMs / renewals;
  }

  async add(job: NewJob): Promise<string> {
    return this.tools.db.write(async (em) => {
      const id = await this.queue.add(em, job);
      await this.tools.db.afterCommit(() => this.wake(job.name));
      return id;
    });
  }

  async work(name: string, run: (job: JobRun) => Promise<void>): Promise<Undo> {
    if (this.workers.has(name)) throw new TypeError(`Job "${name}" has a worker on this node already.`);
    const { queue, log, pollMs, renewMs } = this;
    const worker = new JobWorker(name, run, { queue, log, pollMs, renewMs });
    this.workers.set(name, worker);
    return async () => {
      await worker.stop();
      if (this.workers.get(name) === worker) this.workers.delete(name);
    };
  }

  async every(name: string, cron: string): Promise<Undo> {
    const { queue, log, pollMs } = this;
    const added = (job: string): void => this.wake(job);
    const ticker = new CronTicker(name, cron, { ...this.tools, queue, log, pollMs, added });
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

  private wake(name: string): void {
    this.workers.get(name)?.wake();
  }
}

/** Jobs in a table of the database. */
export function tableJobs(options: TableJobsOptions = {}): Adapter<Jobs> {
  const parsed = TableJobsOptions.parse(options);
  return adapter<Jobs>({
    port: Jobs,
    name: 'table',
    // As far as its database: core shortens it to that.
    reach: 'cluster',
    needs: [Db, Clock, Ids],
    about: parsed,
    entities: [QueuedJob, DeadJobRow, CronTick],
    tables: { owner: 'jobs', migrations: jobsMigrations },
    // The database has its own limit, and a wait for jobs to settle lasts as long as they do.
    timeoutMs: 0,
    create: ({ get, log, onClose }) => {
      const jobs = new TableJobs({ db: get(Db), clock: get(Clock), ids: get(Ids) }, log, parsed);
      onClose(() => jobs.close());
      return jobs;
    },
  });
}
