import type { JobRun, Logger } from '@aethex/core';
import type { HeldJob, JobQueue } from './job-queue.js';
import { Repeat } from './repeat.js';

export interface WorkerTools {
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly pollMs: number;
  /** How often a worker says that it is still at it. */
  readonly renewMs: number;
}

/** Does the jobs of one name, one after the other. */
export class JobWorker {
  private readonly loop: Repeat;
  private renewing = true;

  constructor(
    private readonly name: string,
    private readonly run: (job: JobRun) => Promise<void>,
    private readonly tools: WorkerTools,
  ) {
    this.loop = new Repeat(() => this.step(), tools.pollMs, tools.log);
  }

  wake(): void {
    this.loop.wake();
  }

  /** Takes no further job, and resolves when the one under way has ended. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** As `stop`, but leaves the job to other nodes when its end takes too long. */
  leave(): Promise<void> {
    this.renewing = false;
    return this.stop();
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
    if (outcome.status === 'fulfilled') {
      if (!(await queue.finish(job))) log.warn(about, 'a job took so long that another worker has begun it');
      return;
    }
    const reason: unknown = outcome.reason;
    if (await queue.fail(job, reason)) log.error({ ...about, err: reason }, 'a job was given up');
    else log.warn({ ...about, err: reason }, 'a job failed and will be tried again');
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
