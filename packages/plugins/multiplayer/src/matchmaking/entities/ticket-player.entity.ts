import { Id, Owner, Real, Ref, Text, Time } from '@aethex/core';
import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { QueueTicket } from './ticket.entity.js';

/** The place of somebody who waits: nobody has it twice in a queue. Elsewhere it is the id of the ticket. */
export const waitingPlace = 'waiting';

/** A player of a ticket. */
@Entity('multiplayer_ticket_players')
@Unique(['gameId', 'queue', 'playerId', 'place'])
@Index(['gameId', 'playerId'])
@Index(['ticketId'])
@Index(['place', 'aliveUntil'])
export class TicketPlayerRow {
  @Id() id: string;
  @Owner() @ForeignKey(() => QueueTicket, { onDelete: 'CASCADE' }) ticketId: string;
  @Ref() gameId: string;
  @Text(64) queue: string;
  @Ref() playerId: string;
  @Text(64) place: string;
  /** Points when the player joined. */
  @Real() rating: number;
  /** `null` while an invited player has not agreed. */
  @Time({ optional: true }) joinedAt: Date | null;
  @Time({ optional: true }) acceptedAt: Date | null;
  @Text(32, { optional: true }) team: string | null;
  /** The ticket ends then unless the player gives a sign of life. */
  @Time() aliveUntil: Date;
}
