import type { Type } from '@nestjs/common';
import type { JobRun } from '../ports/jobs.js';

/** A class that does a job. */
export interface Worker {
  run(job: JobRun): Promise<void>;
}

export interface PlannedJob {
  readonly name: string;
  readonly worker: Type<Worker>;
  readonly every?: string;
}

/** Plans a job: a worker for its name, and a cron expression (UTC) when it comes by itself. */
export function job(name: string, worker: Type<Worker>, when: { every?: string } = {}): PlannedJob {
  return { name, worker, ...when };
}
