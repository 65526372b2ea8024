import type { JsonValue } from '@aethex/protocol';
import { Entity, Index, Unique } from 'typeorm';
import { Id, Int, Json, Ref, Text, Time } from '../../db/words.js';

/** A job that waits or runs. It goes when it is done, and moves to the dead when it is given up. */
@Entity('jobs_queue')
@Unique(['name', 'pendingKey'])
@Index(['name', 'dueAt'])
export class QueuedJob {
  @Id() id: string;
  @Text(128) name: string;
  @Json({ optional: true }) data: JsonValue;
  /** The job's key while it waits for its first try; nobody has it from then on. */
  @Text(255, { optional: true }) pendingKey: string | null;
  @Int() tries: number;
  /** How often it has begun. */
  @Int() attempt: number;
  /** From when on a worker may take it. While one has it: when that worker is given up for lost. */
  @Time() dueAt: Date;
  /** The run that has it. */
  @Ref({ optional: true }) run: string | null;
}
