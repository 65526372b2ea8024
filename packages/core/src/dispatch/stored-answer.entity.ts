import { Entity, Index, Unique } from 'typeorm';
import { Bytes, Id, Text, Time } from '../db/words.js';

/** The first answer to an Idempotency-Key. */
@Entity('core_answers')
@Unique(['place'])
@Index(['expiresAt'])
export class StoredAnswer {
  @Id() id: string;
  /** SHA-256 of game, caller, method and key. */
  @Text(64) place: string;
  /** SHA-256 of the input. */
  @Text(64) print: string;
  @Bytes() answer: Buffer;
  @Time() expiresAt: Date;
}
