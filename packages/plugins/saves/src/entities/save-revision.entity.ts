import { Int } from '@aethex/core';
import { Entity, Index, Unique } from 'typeorm';
import { KeptContent } from './kept-content.js';

/** One version of a slot. */
@Entity('saves_revisions')
@Unique(['slotId', 'revision'])
@Index(['keyId'])
export class SaveRevision extends KeptContent {
  @Int() revision: number;
  /** The revision it was made from. */
  @Int({ optional: true }) parentRevision: number | null;
}
