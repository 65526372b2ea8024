import type { Logger } from '../observe/logger.js';
import type { JobRun } from '../ports/jobs.js';
import type { HeldJob, JobQueue } from './job-queue.js';
import { Repeat } from './repeat.js';
import type { JobWaker, Wakeable } from './waker.js';

export interface WorkerTools {
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly waker: JobWaker;
  /** How often a worker says that it is still at it. */
  readonly renewMs: number;
}

/** Does the jobs of one name, one after the other. */
export class JobWorker implements Wakeable {
  private readonly loop: Repeat;
  private line: Promise<unknown> = Promise.resolve();
  private stopping = false;
  private renewing = true;

  constructor(
    private readonly name: string,
    private readonly run: (job: JobRun) => Promise<void>,
    private readonly tools: WorkerTools,
  ) {
    this.loop = new Repeat(
      () => this.look(),
      () => tools.waker.restMs(),
      tools.log,
    );
  }

  wake(): void {
    this.loop.wake();
  }

  once(): Promise<boolean> {
    const turn = this.line.then(() => !this.stopping && this.step());
    this.line = turn.catch(() => undefined);
    return turn;
  }

  /** Takes no further job, and resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
    await this.line;
  }

  /** As `stop`, but leaves the job to other nodes when its end takes too long. */
  leave(): Promise<void> {
    this.renewing = false;
    return this.stop();
  }

  private async look(): Promise<boolean> {
    return !(await this.tools.waker.spread(this.name)) && this.once();
  }

  private async step(): Promise<boolean> {
    const job = await this.tools.queue.take(this.name);
    if (!job) return false;
    const renewal = setInterval(() => void this.renew(job), this.tools.renewMs).unref();
    try {
      await this.perform(job);
    } finally {
      clearInterval(renewal);
    }
    return true;
  }

  private async perform(job: HeldJob): Promise<void> {
    const { queue, log } = this.tools;
    const about = { job: job.name, id: job.id, attempt: job.attempt };
    const { id, data, attempt } = job;
    const [outcome] = await Promise.allSettled([(async () => this.run({ id, data, attempt }))()]);
    if (outcome.status === 'rejected') return this.failed(job, outcome.reason);
    if (!(await queue.finish(job))) log.warn(about, 'a job took so long that another worker has begun it');
  }

  private async failed(job: HeldJob, reason: unknown): Promise<void> {
    const { queue, log, waker } = this.tools;
    const about = { job: job.name, id: job.id, attempt: job.attempt, err: reason };
    const next = await queue.fail(job, reason);
    if (next === 'dead') log.error(about, 'a job was given up');
    else log.warn(about, 'a job failed and will be tried again');
    if (typeof next === 'object') waker.waits(next);
  }

  private async renew(job: HeldJob): Promise<void> {
    if (!this.renewing) return;
    try {
      await this.tools.queue.renew(job);
    } catch (error) {
      this.tools.log.warn(
        { err: error, job: job.name, id: job.id },
        'a job could not be held; another worker may begin it',
      );
    }
  }
}
