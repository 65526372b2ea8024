import { Id, Ref, Text, Time } from '@aethex/core';
import { Entity, Index } from 'typeorm';

export type MatchState = 'accepting' | 'opening' | 'ready' | 'failed' | 'reported';

/** Tickets that play together. Who they are stands with the tickets. */
@Entity('multiplayer_matches')
@Index(['gameId', 'queue', 'status'])
@Index(['gameId', 'queue', 'createdAt'])
@Index(['createdAt'])
export class QueueMatch {
  @Id() id: string;
  @Ref() gameId: string;
  @Text(64) queue: string;
  @Text(12) status: MatchState;
  @Text(64, { optional: true }) region: string | null;
  @Ref({ optional: true }) roomId: string | null;
  /** The ticket of the running room it fills. */
  @Ref({ optional: true }) backfillId: string | null;
  /** Until when to accept, or until when the seats are reserved. */
  @Time({ optional: true }) until: Date | null;
  @Time() createdAt: Date;
  @Time() changedAt: Date;
}
