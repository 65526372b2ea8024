import { Clock, Events } from '@aethex/core';
import { matchmaking } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { QueueMatch } from './entities/match.entity.js';
import { Statistics } from './statistics.js';
import type { TicketWithPlayers } from './store/ticket-rows.js';
import { shownStatus } from './store/ticket-view.js';

/** Tells players what became of their tickets. All of it leaves after the commit. */
@Injectable()
export class Announcements {
  constructor(
    private readonly events: Events,
    private readonly clock: Clock,
    private readonly statistics: Statistics,
  ) {}

  /** Tells the players of tickets their status, as the tickets say now. */
  async statuses(tickets: readonly TicketWithPlayers[]): Promise<void> {
    for (const { ticket, players } of tickets) {
      const waited = Math.max(0, (this.clock.now().getTime() - ticket.since.getTime()) / 1000);
      const isWaiting = ticket.status === 'waiting';
      const data = {
        ticket_id: ticket.id,
        queue: ticket.queue,
        status: shownStatus(ticket.status),
        waiting_seconds: waited,
        estimated_wait_seconds: isWaiting ? await this.statistics.estimate(ticket, waited) : null,
        ...(ticket.reason !== null && { reason: ticket.reason }),
      };
      for (const { playerId } of players) await this.events.tell(matchmaking.queueStatus, playerId, data);
    }
  }

  /** Tells everybody in a match that it was found: to accept it, or that its room waits. */
  async found(
    match: Pick<QueueMatch, 'id' | 'queue' | 'roomId' | 'until'>,
    state: 'accepting' | 'ready',
    tickets: readonly TicketWithPlayers[],
  ): Promise<void> {
    const all = tickets.flatMap(({ players }) => players);
    const players = all.map(({ playerId, team }) => ({ player_id: playerId, team }));
    for (const { playerId, team, ticketId } of all)
      await this.events.tell(matchmaking.found, playerId, {
        ticket_id: ticketId,
        match_id: match.id,
        queue: match.queue,
        state,
        room_id: match.roomId,
        team,
        players,
        expires_at: (match.until ?? this.clock.now()).getTime(),
      });
  }

  async invited(
    ticketId: string,
    queue: string,
    leaderId: string,
    playerIds: readonly string[],
  ): Promise<void> {
    for (const playerId of playerIds)
      await this.events.tell(matchmaking.invited, playerId, {
        party_id: ticketId,
        queue,
        leader_id: leaderId,
      });
  }
}
