import { Int } from '@aethex/core';
import { Entity, Index, Unique } from 'typeorm';
import { KeptContent } from './kept-content.js';

/** A refused upload, kept until the player has decided. */
@Entity('saves_conflicts')
@Unique(['slotId', 'checksum', 'encoding', 'baseRevision'])
@Index(['gameId', 'playerId', 'createdAt', 'id'])
@Index(['keyId'])
export class SaveConflict extends KeptContent {
  /** The revision the upload was made from; 0 when it named none. */
  @Int() baseRevision: number;
  /** The current revision it was refused for; 0 when the slot was empty. */
  @Int() currentRevision: number;
}
