import { Id, Int, Ref, Text, Time } from '@aethex/core';
import { Entity, Index, Unique } from 'typeorm';

/** A named place for a player's save. It outlives a deletion, so that a revision number never comes again. */
@Entity('saves_slots')
@Unique(['gameId', 'playerId', 'slotName'])
@Index(['gameId', 'playerId', 'updatedAt', 'id'])
export class SaveSlot {
  @Id() id: string;
  @Ref() gameId: string;
  @Ref() playerId: string;
  @Text(50) slotName: string;
  /** The highest revision there ever was; 0 before the first one. */
  @Int() lastRevision: number;
  /** The current revision; `null` while the slot is empty. */
  @Int({ optional: true }) headRevision: number | null;
  @Time() createdAt: Date;
  @Time() updatedAt: Date;
}
