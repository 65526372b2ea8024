import { Clock, Db } from '@aethex/core';
import type { matchmaking, Out } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { QueueTicket, TicketState } from '../entities/ticket.entity.js';
import type { TicketPlayerRow } from '../entities/ticket-player.entity.js';
import { QueueMatch } from '../entities/match.entity.js';
import { Statistics } from '../statistics.js';
import { TicketRows, type TicketWithPlayers } from './ticket-rows.js';

export type TicketView = Out<typeof matchmaking, 'get'>;
type MatchView = NonNullable<TicketView['match']>;

export const shownStatus = (status: TicketState): TicketView['status'] =>
  status === 'opening' ? 'matched' : status;

/** Tickets as their players see them. */
@Injectable()
export class TicketViews {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly rows: TicketRows,
    private readonly statistics: Statistics,
  ) {}

  async of({ ticket, players }: TicketWithPlayers): Promise<TicketView> {
    const end = ticket.closedAt ?? this.clock.now();
    const waited = Math.max(0, (end.getTime() - ticket.since.getTime()) / 1000);
    const isWaiting = ticket.status === 'waiting';
    return {
      ticket_id: ticket.id,
      queue: ticket.queue,
      status: shownStatus(ticket.status),
      reason: ticket.reason,
      leader_id: ticket.leaderId,
      players: players.map(playerView),
      attributes: attributesOf(ticket),
      waiting_seconds: waited,
      estimated_wait_seconds: isWaiting ? await this.statistics.estimate(ticket, waited) : null,
      created_at: ticket.createdAt.toISOString(),
      expires_at: expiryOf(ticket, players),
      match: ticket.matchId === null ? null : await this.match(ticket.matchId),
    };
  }

  private async match(id: string): Promise<MatchView | null> {
    const match = await this.db.pick(QueueMatch, { id });
    if (!match) return null;
    const tickets = await this.rows.ofMatch(id);
    return {
      match_id: id,
      state: match.status === 'reported' ? 'ready' : match.status,
      room_id: match.roomId,
      region: match.region,
      players: tickets.flatMap(({ players }) =>
        players.map(({ playerId, team }) => ({ player_id: playerId, team })),
      ),
      expires_at: match.until?.toISOString() ?? null,
    };
  }
}

const attributesOf = ({ about }: QueueTicket): TicketView['attributes'] =>
  Object.fromEntries(
    Object.entries(about.attributes).map(([key, value]) => [
      key,
      typeof value === 'object' ? [...value] : value,
    ]),
  );

const playerView = ({ playerId, team, joinedAt, acceptedAt }: TicketPlayerRow) => ({
  player_id: playerId,
  team,
  joined: joinedAt !== null,
  accepted: acceptedAt !== null,
});

function expiryOf({ closedAt }: QueueTicket, players: readonly TicketPlayerRow[]): string | null {
  if (closedAt !== null || players.length === 0) return null;
  return new Date(Math.min(...players.map(({ aliveUntil }) => aliveUntil.getTime()))).toISOString();
}
