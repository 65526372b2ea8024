import { Clock, Db, type Subject, type Unit } from '@aethex/core';
import { matchmaking } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Announcements } from './announcements.js';
import { QueueMatch } from './entities/match.entity.js';
import { TicketPlayerRow } from './entities/ticket-player.entity.js';
import { MatchmakingMetrics } from './matchmaking-metrics.js';
import { Openings } from './openings.js';
import { Penalties } from './penalties.js';
import { TicketPresence } from './presence.js';
import { QueueBell } from './queue-bell.js';
import { QueueBook } from './queue-book.js';
import { places } from './store/sql.js';
import { TicketRows, type TicketWithPlayers } from './store/ticket-rows.js';

/** Matches that everybody has to accept before their room opens. */
@Injectable()
export class Accepting {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly queues: QueueBook,
    private readonly rows: TicketRows,
    private readonly openings: Openings,
    private readonly penalties: Penalties,
    private readonly presence: TicketPresence,
    private readonly announcements: Announcements,
    private readonly bell: QueueBell,
    private readonly metrics: MatchmakingMetrics,
  ) {}

  /** The player accepts. When all have, the room opens. Accepting twice is no error. */
  async accept(who: Subject, { ticket }: TicketWithPlayers): Promise<void> {
    const matchId = this.matchOf(ticket, 'accept');
    const now = this.clock.now();
    const opening = await this.db.write(async (em) => {
      // Whoever accepts holds the match's row, so that of two that come last one sees that all have accepted.
      if ((await em.change(QueueMatch, { id: matchId, status: 'accepting' }, { changedAt: now })) === 0)
        throw matchmaking.error('accept', 'not_accepting');
      const mine = { ticketId: ticket.id, playerId: who.playerId };
      await em.change(TicketPlayerRow, mine, { acceptedAt: now });
      return (await this.absent(em, matchId)) === 0 ? this.begin(em, matchId, now) : null;
    });
    if (opening) await this.openings.open(opening);
  }

  /** The player declines: their ticket ends, the others wait on. */
  async decline(who: Subject, { ticket }: TicketWithPlayers): Promise<void> {
    const matchId = this.matchOf(ticket, 'decline');
    const isMine = ({ ticket: other }: TicketWithPlayers): boolean => other.id === ticket.id;
    if (!(await this.dissolve(matchId, 'declined', isMine)))
      throw matchmaking.error('decline', 'not_accepting');
    const queue = this.queues.find(ticket.queue);
    if (queue) await this.penalties.impose(who, queue);
  }

  /** The time to accept is over: tickets of whoever has not answered end, the others wait on. */
  async expire(match: QueueMatch): Promise<void> {
    const isSilent = ({ players }: TicketWithPlayers): boolean =>
      players.some(({ acceptedAt }) => acceptedAt === null);
    const silent = (await this.rows.ofMatch(match.id)).filter(isSilent).flatMap(({ players }) => players);
    if (!(await this.dissolve(match.id, 'not_accepted', isSilent))) return;
    const queue = this.queues.find(match.queue);
    for (const { gameId, playerId, acceptedAt } of silent)
      if (queue && acceptedAt === null) await this.penalties.impose({ gameId, playerId }, queue);
  }

  /** Ends a match that is not accepted, once. Says whether it was this call that did. */
  private async dissolve(
    matchId: string,
    reason: string,
    ends: (ticket: TicketWithPlayers) => boolean,
  ): Promise<boolean> {
    const after = await this.db.write(async (em) => {
      const failed = { status: 'failed' as const, changedAt: this.clock.now() };
      if ((await em.change(QueueMatch, { id: matchId, status: 'accepting' }, failed)) === 0) return null;
      const tickets = await this.rows.ofMatch(matchId);
      const ended = tickets.filter(ends).map(({ ticket }) => ticket.id);
      const others = tickets.filter((each) => !ends(each)).map(({ ticket }) => ticket.id);
      await this.rows.move(em, ended, { from: ['accepting'], to: 'cancelled', reason });
      await this.rows.move(em, others, {
        from: ['accepting'],
        to: 'waiting',
        reason: 'match_failed',
        matchId: null,
      });
      await this.clear(em, others);
      const [first] = tickets;
      if (first) await this.bell.ring(first.ticket);
      return { gameId: first?.ticket.gameId ?? '', ids: [...ended, ...others], ended: ended.length };
    });
    if (!after) return false;
    const tickets = await this.rows.list(after.gameId, after.ids);
    await this.announcements.statuses(tickets);
    for (const { ticket } of tickets)
      if (ticket.status === 'cancelled') this.metrics.endedWithout(ticket.queue, 'cancelled');
    return true;
  }

  /** Those who wait on have answered a moment ago. */
  private async clear(em: Unit, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const sql = `UPDATE "multiplayer_ticket_players" SET "team" = $1, "accepted_at" = $2, "alive_until" = $3
      WHERE "ticket_id" IN (${places(ids.length, 4)})`;
    await em.run(sql, [null, null, this.presence.until.getTime(), ...ids.toSorted()]);
  }

  private async begin(em: Unit, matchId: string, now: Date): Promise<QueueMatch | null> {
    const opening = { status: 'opening' as const, until: null, changedAt: now };
    await em.change(QueueMatch, { id: matchId }, opening);
    const ids = (await this.rows.ofMatch(matchId)).map(({ ticket }) => ticket.id);
    await this.rows.move(em, ids, { from: ['accepting'], to: 'opening', reason: null });
    return em.pick(QueueMatch, { id: matchId });
  }

  private async absent(em: Unit, matchId: string): Promise<number> {
    const sql = `SELECT COUNT(*) AS "absent" FROM "multiplayer_ticket_players" p JOIN "multiplayer_tickets" t
      ON t."id" = p."ticket_id" WHERE t."match_id" = $1 AND p."accepted_at" IS NULL`;
    return Number((await em.run(sql, [matchId])).rows[0]?.['absent']);
  }

  private matchOf(ticket: TicketWithPlayers['ticket'], method: 'accept' | 'decline'): string {
    if (ticket.status === 'accepting' && ticket.matchId !== null) return ticket.matchId;
    throw matchmaking.error(method, 'not_accepting');
  }
}
