import { Id, Int, Json, Ref, Text, Time } from '@aethex/core';
import { Entity, Index, Unique } from 'typeorm';
import type { AttributeValue } from '../rules/ticket.js';

export interface FreeTeam {
  readonly team: string | null;
  readonly seats: number;
}

/** What a room seeks. */
export interface BackfillAbout {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly region: string | null;
  readonly rating: number | null;
  readonly free: readonly FreeTeam[];
}

/** A running room that seeks players. */
@Entity('multiplayer_backfills')
@Unique(['gameId', 'roomId'])
@Index(['gameId', 'queue', 'status'])
@Index(['aliveUntil'])
export class BackfillRow {
  @Id() id: string;
  @Ref() gameId: string;
  @Text(64) queue: string;
  @Ref() roomId: string;
  @Text(8) status: 'open' | 'filled' | 'closed' | 'expired';
  @Json() about: BackfillAbout;
  /** Grows with every change: whoever changes it names the one they saw. */
  @Int() generation: number;
  @Time() since: Date;
  @Time() aliveUntil: Date;
}
