import type { JsonValue } from '@aethex/protocol';
import { Entity, Index } from 'typeorm';
import { Id, Json, Text, Time } from '../../db/words.js';

/** A job that was given up after its last try. */
@Entity('jobs_dead')
@Index(['diedAt'])
export class DeadJobRow {
  @Id() id: string;
  @Text(128) name: string;
  @Json({ optional: true }) data: JsonValue;
  @Text() error: string;
  @Time() diedAt: Date;
}
