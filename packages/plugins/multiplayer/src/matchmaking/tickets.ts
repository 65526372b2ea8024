import { Clock, Db, Ids, type Subject, type Unit } from '@aethex/core';
import { matchmaking } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { Announcements } from './announcements.js';
import { QueueTicket } from './entities/ticket.entity.js';
import { TicketPlayerRow, waitingPlace } from './entities/ticket-player.entity.js';
import { MatchmakingMetrics } from './matchmaking-metrics.js';
import { Penalties } from './penalties.js';
import { TicketPresence } from './presence.js';
import { QueueBell } from './queue-bell.js';
import { QueueBook } from './queue-book.js';
import { Ratings } from './ratings.js';
import type { QueueConfig } from './rules/queue-config.js';
import { aboutOf, slowest, type JoinInput } from './rules/ticket-input.js';
import { TicketRows, type TicketWithPlayers } from './store/ticket-rows.js';

/** Opens tickets, lets parties come together in them, and ends them. */
@Injectable()
export class Tickets {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: MultiplayerConfig,
    private readonly queues: QueueBook,
    private readonly rows: TicketRows,
    private readonly ratings: Ratings,
    private readonly presence: TicketPresence,
    private readonly penalties: Penalties,
    private readonly announcements: Announcements,
    private readonly bell: QueueBell,
    private readonly metrics: MatchmakingMetrics,
  ) {}

  /** A new ticket of a player, alone or with others who have yet to agree. Returns its id. */
  async open(who: Subject, input: JoinInput): Promise<string> {
    const queue = this.queues.choose(input.queue, input.mode);
    if (!queue) throw matchmaking.error('join', 'no_queue');
    const others = [...new Set(input.player_ids ?? [])].filter((id) => id !== who.playerId);
    checkParty(queue, others.length + 1);
    await this.penalties.check(who, queue);
    const about = aboutOf(input);
    const rating = await this.ratings.pointsFor(who, queue, { skill: input.skill, window: about.window });
    const ticket = this.newTicket(who, queue, { about, isParty: others.length > 0 });
    await this.db.write(async (em) => {
      await em.add(QueueTicket, ticket);
      await this.seat(em, ticket, who.playerId, rating);
      for (const playerId of others) await em.add(TicketPlayerRow, this.invited(ticket, playerId));
      await this.bell.ring(ticket);
    });
    await this.announcements.invited(ticket.id, queue.name, who.playerId, others);
    return ticket.id;
  }

  /** A player who was invited agrees to a party's ticket. The last one to agree makes it wait for a match. */
  async agree(who: Subject, partyId: string, input: JoinInput): Promise<void> {
    const { ticket, players } = await this.own(who, partyId, 'not_invited');
    const mine = players.find(({ playerId }) => playerId === who.playerId);
    if (mine?.joinedAt) return;
    const queue = this.queues.find(ticket.queue);
    if (!queue || !mine) throw matchmaking.error('join', 'not_invited');
    await this.penalties.check(who, queue);
    const claim = { skill: input.skill, window: input.skill_range ?? ticket.about.window };
    const rating = await this.ratings.pointsFor(who, queue, claim);
    await this.db.write(async (em) => {
      // Whoever agrees holds the ticket's row, so that of two that come last one sees that all are there.
      const held = await em.change(
        QueueTicket,
        { id: partyId, status: 'waiting_for_players' },
        { changedAt: this.clock.now() },
      );
      if (held === 0) throw matchmaking.error('join', 'not_invited');
      await em.drop(TicketPlayerRow, { id: mine.id });
      await this.seat(em, ticket, who.playerId, rating);
      await this.gather(em, partyId, input.latencies ?? {});
    });
    const now = await this.rows.find(who.gameId, partyId);
    if (now?.ticket.status === 'waiting') await this.announcements.statuses([now]);
  }

  /** Ends a ticket that waits; `false` when it waits no more. */
  async cancel({ ticket }: TicketWithPlayers, reason: string): Promise<boolean> {
    const move = { from: ['waiting', 'waiting_for_players'], to: 'cancelled', reason } as const;
    const moved = await this.db.write(async (em) => {
      const changed = await this.rows.move(em, [ticket.id], move);
      await this.bell.ring(ticket);
      return changed > 0;
    });
    if (!moved) return false;
    this.metrics.endedWithout(ticket.queue, 'cancelled');
    const ended = await this.rows.find(ticket.gameId, ticket.id);
    if (ended) await this.announcements.statuses([ended]);
    return true;
  }

  /** A ticket the player is in, or the error that says there is none. */
  async own(
    who: Subject,
    id: string,
    code: 'no_ticket' | 'not_invited' = 'no_ticket',
  ): Promise<TicketWithPlayers> {
    const found = await this.rows.find(who.gameId, id);
    if (found?.players.some(({ playerId }) => playerId === who.playerId)) return found;
    throw code === 'no_ticket'
      ? matchmaking.error('get', 'no_ticket')
      : matchmaking.error('join', 'not_invited');
  }

  private newTicket(
    { gameId, playerId }: Subject,
    queue: QueueConfig,
    { about, isParty }: { about: QueueTicket['about']; isParty: boolean },
  ): QueueTicket {
    const now = this.clock.now();
    return {
      id: this.ids.next(),
      gameId,
      queue: queue.name,
      status: isParty ? 'waiting_for_players' : 'waiting',
      reason: null,
      leaderId: playerId,
      about,
      since: now,
      createdAt: now,
      changedAt: now,
      closedAt: null,
      matchId: null,
    };
  }

  /** Takes the player's place in the queue, which nobody has twice. */
  private async seat(em: Unit, ticket: QueueTicket, playerId: string, rating: number): Promise<void> {
    const { gameId, queue } = ticket;
    const row = {
      ...this.invited(ticket, playerId),
      place: waitingPlace,
      rating,
      joinedAt: this.clock.now(),
      aliveUntil: this.presence.until,
    };
    if (await em.add(TicketPlayerRow, row)) return;
    const other = await em.pick(TicketPlayerRow, { gameId, queue, playerId, place: waitingPlace });
    throw matchmaking.error('join', 'already_queued', {
      ticket_id: playerId === ticket.leaderId ? (other?.ticketId ?? null) : null,
    });
  }

  /** Somebody who has yet to agree takes no place in the queue: nobody can be kept out by being invited. */
  private invited(ticket: QueueTicket, playerId: string): TicketPlayerRow {
    const until = this.clock.now().getTime() + this.config.partyLife * 1000;
    return {
      id: this.ids.next(),
      ticketId: ticket.id,
      gameId: ticket.gameId,
      queue: ticket.queue,
      playerId,
      place: ticket.id,
      rating: 0,
      joinedAt: null,
      acceptedAt: null,
      team: null,
      aliveUntil: new Date(until),
    };
  }

  /** Notes what the newcomer measured, and lets the ticket wait for a match when everybody has joined. */
  private async gather(em: Unit, id: string, latencies: Readonly<Record<string, number>>): Promise<void> {
    const ticket = await em.pick(QueueTicket, { id });
    if (!ticket) return;
    const about = { ...ticket.about, latencies: slowest(ticket.about.latencies, latencies) };
    const { rows } = await em.run(
      'SELECT COUNT(*) AS "absent" FROM "multiplayer_ticket_players" WHERE "ticket_id" = $1 AND "joined_at" IS NULL',
      [id],
    );
    const now = this.clock.now();
    const isWhole = Number(rows[0]?.['absent']) === 0;
    await em.change(
      QueueTicket,
      { id },
      { about, changedAt: now, ...(isWhole && { status: 'waiting' as const, since: now }) },
    );
    await this.bell.ring(ticket);
  }
}

function checkParty(queue: QueueConfig, size: number): void {
  const most = queue.teams.reduce((max, team) => Math.max(max, team.max), 0) || queue.max_players;
  if (size > most) throw matchmaking.error('join', 'party_too_large', { max_players: most });
}
