import type { WaitingJob } from '@aethex/core';

/** A job of Bull that wakes a worker. */
export interface WakeUp {
  readonly data: { readonly id: string };
  readonly opts: { readonly jobId: string; readonly delay?: number };
}

/**
 * The wake-ups of some jobs. One try has one, however often it is fed, because Bull keeps no two jobs of one id. Those
 * that are due later than `aheadMs` have none yet, so Redis holds no more than what comes soon.
 */
export function wakeUpsFor(jobs: readonly WaitingJob[], now: Date, aheadMs: number): WakeUp[] {
  return jobs
    .map(({ id, attempt, dueAt }) => ({ id, attempt, delay: dueAt.getTime() - now.getTime() }))
    .filter(({ delay }) => delay <= aheadMs)
    .map(({ id, attempt, delay }) => ({
      data: { id },
      opts: { jobId: `${id}.${attempt}`, ...(delay > 0 && { delay }) },
    }));
}
