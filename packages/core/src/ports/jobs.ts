import type { JsonValue } from '@aethex/protocol';
import type { Undo } from './bus.js';

export interface NewJob {
  /** `<plugin>.<verb>` */
  readonly name: string;
  readonly data?: JsonValue;
  /** Of several jobs of one name with the same key only one is pending at a time. */
  readonly key?: string;
  /** Not before this moment. Default: at once. */
  readonly at?: Date;
  /** How often it is tried before it is laid aside as dead. Default 10. */
  readonly tries?: number;
}

export interface JobRun {
  readonly id: string;
  readonly data: JsonValue;
  /** Counts from 1. */
  readonly attempt: number;
}

export interface DeadJob {
  readonly id: string;
  readonly name: string;
  readonly data: JsonValue;
  readonly error: string;
  readonly diedAt: Date;
}

/** Work that is done later, at least once, and survives a restart. */
export abstract class Jobs {
  /**
   * Adds a job and returns its id, or the id of the pending job with the same key. Inside `db.write` it appears
   * only when the write commits.
   */
  abstract add(job: NewJob): Promise<string>;
  /** Does jobs of this name, one at a time on each node. One that throws is tried again, later each time. */
  abstract work(name: string, run: (job: JobRun) => Promise<void>): Promise<Undo>;
  /** Adds a job at every tick of the cron expression (UTC), once for all nodes. */
  abstract every(name: string, cron: string): Promise<Undo>;
  /** Yields the jobs that were given up, the oldest first. */
  abstract dead(): AsyncIterable<DeadJob>;
  /** Resolves when no job that is due waits or runs. */
  abstract settled(): Promise<void>;
}
