import type { JsonValue } from '@aethex/protocol';
import type { Undo } from './bus.js';

export interface NewJob {
  /** `<plugin>.<verb>` */
  readonly name: string;
  readonly data?: JsonValue;
  /**
   * Of several jobs of one name with the same key only one waits for its first try; one that has begun blocks
   * nothing. Up to 255 characters.
   */
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

/**
 * Work that is done later, at least once, and survives a restart. While nothing fails it is done once; when a node goes
 * away in the middle, another one does it again.
 */
export abstract class Jobs {
  /**
   * Adds a job and returns its id, or the id of the job with the same key that waits for its first try and stays as
   * it is. Inside `db.write` it appears only when the write commits.
   */
  abstract add(job: NewJob): Promise<string>;
  /**
   * Does jobs of this name, one at a time on each node and without waiting for other names. One that throws is tried
   * again, later each time, and holds up no other. Undoing waits for the job under way.
   */
  abstract work(name: string, run: (job: JobRun) => Promise<void>): Promise<Undo>;
  /**
   * Adds a job at every tick of the cron expression (UTC; five fields, or six with seconds first), once for all nodes.
   * While the job of an earlier tick waits for its first try, none is added.
   */
  abstract every(name: string, cron: string): Promise<Undo>;
  /** Yields the jobs that were given up, the oldest first. */
  abstract dead(): AsyncIterable<DeadJob>;
  /** Resolves when no job that is due waits or runs. */
  abstract settled(): Promise<void>;
}
