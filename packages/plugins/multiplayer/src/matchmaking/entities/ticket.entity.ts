import { Id, Json, Ref, Text, Time } from '@aethex/core';
import { Entity, Index } from 'typeorm';
import type { AttributeValue } from '../rules/ticket.js';

/** `opening`: matched, and its room is being opened; players see it as `matched`. */
export type TicketState =
  'waiting_for_players' | 'waiting' | 'accepting' | 'opening' | 'matched' | 'cancelled' | 'expired';

/** What the rules look at besides ratings. Nothing of it says who the players are. */
export interface TicketAbout {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly window: readonly [number, number] | null;
  readonly region: string | null;
  readonly latencies: Readonly<Record<string, number>>;
}

/** A party in a queue, and what became of it. */
@Entity('multiplayer_tickets')
@Index(['gameId', 'queue', 'changedAt'])
@Index(['gameId', 'queue', 'status', 'closedAt'])
@Index(['status'])
@Index(['matchId'])
@Index(['closedAt'])
export class QueueTicket {
  @Id() id: string;
  @Ref() gameId: string;
  @Text(64) queue: string;
  @Text(20) status: TicketState;
  /** Why it ended, or waits again. */
  @Text(32, { optional: true }) reason: string | null;
  @Ref() leaderId: string;
  @Json() about: TicketAbout;
  /** From when its waiting counts: all of the party had joined. */
  @Time() since: Date;
  @Time() createdAt: Date;
  /** Moves with everything but a sign of life. */
  @Time() changedAt: Date;
  @Time({ optional: true }) closedAt: Date | null;
  @Ref({ optional: true }) matchId: string | null;
}
