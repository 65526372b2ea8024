import { Clock, Db, Logger } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { RoomsForMatches } from '../rooms/rooms-for-matches.js';
import { Announcements } from './announcements.js';
import { BackfillRow } from './entities/backfill.entity.js';
import { QueueMatch } from './entities/match.entity.js';
import { MatchmakingMetrics } from './matchmaking-metrics.js';
import { QueueBell } from './queue-bell.js';
import { QueueBook } from './queue-book.js';
import type { QueueConfig } from './rules/queue-config.js';
import { TicketRows, type TicketWithPlayers } from './store/ticket-rows.js';

/** Milliseconds after which a match without a room is given up, and its tickets wait again. */
const patience = 20_000;

/** Opens the rooms of matches and seats their players. */
@Injectable()
export class Openings {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly config: MultiplayerConfig,
    private readonly queues: QueueBook,
    private readonly rooms: RoomsForMatches,
    private readonly rows: TicketRows,
    private readonly announcements: Announcements,
    private readonly bell: QueueBell,
    private readonly metrics: MatchmakingMetrics,
    private readonly log: Logger,
  ) {}

  /**
   * Opens the room of a match, or reserves seats in the running one, and tells its players. May be tried again, by any
   * node, until it has come about; a match that gets no room for too long fails, and its tickets wait on.
   */
  async open(match: QueueMatch): Promise<void> {
    if (this.underWay.has(match.id)) return;
    this.underWay.add(match.id);
    try {
      await this.tryOpening(match);
    } catch (error) {
      this.log.warn({ err: error, match: match.id }, 'the room of a match could not be opened');
      if (this.clock.now().getTime() - match.changedAt.getTime() > patience)
        await this.giveUp(match, 'no_room');
    } finally {
      this.underWay.delete(match.id);
    }
  }

  private async tryOpening(match: QueueMatch): Promise<void> {
    const queue = this.queues.find(match.queue);
    const tickets = await this.rows.ofMatch(match.id);
    if (!queue || tickets.length === 0) return this.giveUp(match, 'no_room');
    if (match.backfillId === null)
      return this.settle(match, tickets, await this.createRoom(match, queue, tickets));
    if (await this.joinRoom(match, tickets)) return this.settle(match, tickets, match.roomId);
    await this.db.write((em) =>
      em.change(BackfillRow, { id: match.backfillId ?? '', status: 'open' }, { status: 'closed' }),
    );
    await this.giveUp(match, 'room_gone');
  }

  private async createRoom(
    match: QueueMatch,
    queue: QueueConfig,
    tickets: readonly TicketWithPlayers[],
  ): Promise<string> {
    const { kind, properties } = queue.room;
    const players = seatsOf(tickets);
    const attributes = tickets[0]?.ticket.about.attributes ?? {};
    const { room_id } = await this.rooms.create({
      gameId: match.gameId,
      ...(kind !== undefined && { kind }),
      maxPlayers: Math.max(queue.max_players, players.length),
      players,
      properties: {
        ...properties,
        queue: queue.name,
        ...(match.region !== null && { region: match.region }),
      },
      options: { match_id: match.id, queue: queue.name, region: match.region, attributes },
      seconds: this.config.reserveSeat,
    });
    return room_id;
  }

  private joinRoom(match: QueueMatch, tickets: readonly TicketWithPlayers[]): Promise<boolean> {
    return this.rooms.reserve(match.gameId, match.roomId ?? '', seatsOf(tickets), this.config.reserveSeat);
  }

  /** Only the first who has opened a room for the match tells of it; another room stays empty and closes by itself. */
  private async settle(
    match: QueueMatch,
    tickets: readonly TicketWithPlayers[],
    roomId: string | null,
  ): Promise<void> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + this.config.reserveSeat * 1000);
    const ready = { status: 'ready' as const, roomId, until, changedAt: now };
    const isFirst = await this.db.write(async (em) => {
      if ((await em.change(QueueMatch, { id: match.id, status: 'opening' }, ready)) === 0) return false;
      const reason = match.backfillId === null ? null : 'backfilled';
      const ids = tickets.map(({ ticket }) => ticket.id);
      await this.rows.move(em, ids, { from: ['opening'], to: 'matched', reason });
      // Who joined another queue since the match was found would be in two matches.
      const players = seatsOf(tickets).map(({ playerId }) => playerId);
      await this.rows.endElsewhere(em, match.gameId, match.queue, players);
      await this.announcements.found({ ...match, ...ready }, 'ready', tickets);
      return true;
    });
    if (!isFirst) return;
    const waited = tickets.map(({ ticket }) => (match.createdAt.getTime() - ticket.since.getTime()) / 1000);
    this.metrics.matched(match.queue, match.backfillId === null ? 'new' : 'backfill', waited);
  }

  private async giveUp(match: QueueMatch, reason: string): Promise<void> {
    const tickets = await this.rows.ofMatch(match.id);
    await this.db.write(async (em) => {
      const failed = { status: 'failed' as const, changedAt: this.clock.now() };
      if ((await em.change(QueueMatch, { id: match.id, status: 'opening' }, failed)) === 0) return;
      const ids = tickets.map(({ ticket }) => ticket.id);
      await this.rows.move(em, ids, { from: ['opening'], to: 'waiting', reason, matchId: null });
      await this.bell.ring(match);
    });
  }
}

const seatsOf = (tickets: readonly TicketWithPlayers[]) =>
  tickets.flatMap(({ players }) =>
    players.map(({ playerId, team }) => ({ playerId, ...(team !== null && { groups: [team] }) })),
  );
