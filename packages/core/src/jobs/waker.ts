import type { Undo } from '../ports/bus.js';
import type { WaitingJob } from './job-queue.js';

/** A worker as those see it who wake it. */
export interface Wakeable {
  /** Looks for jobs at once instead of resting on. */
  wake(): void;
  /** Does one job that is due, after the one under way, and says whether there was one. */
  once(): Promise<boolean>;
}

/**
 * Lets workers know that there is something to do, so that a job begins at once on whichever node is free. Nothing
 * depends on it but speed: the table is the record, and a worker that nobody wakes looks into it after its rest.
 */
export interface JobWaker {
  /** A job waits from now on: added and committed, or to be tried again. Returns at once and never throws. */
  waits(job: WaitingJob): void;
  /** Wakes the worker of a name on this node until undone. */
  hear(name: string, worker: Wakeable): Promise<Undo>;
  /** Sees to it that some node is woken for each job of the name that is due. `false`: look for them yourself. */
  spread(name: string): Promise<boolean>;
  /** Milliseconds a worker rests that nobody wakes. */
  restMs(): number;
}
