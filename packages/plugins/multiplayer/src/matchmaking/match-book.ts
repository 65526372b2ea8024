import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { Announcements } from './announcements.js';
import { BackfillRow } from './entities/backfill.entity.js';
import { QueueMatch } from './entities/match.entity.js';
import type { QueueRef } from './queue-bell.js';
import type { Proposal } from './rules/proposal.js';
import type { QueueConfig } from './rules/queue-config.js';
import { places } from './store/sql.js';
import { TicketRows } from './store/ticket-rows.js';

/** Some of the tickets were not there any more. */
class Lost extends Error {}

/** Makes matches of proposals. */
@Injectable()
export class MatchBook {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly rows: TicketRows,
    private readonly announcements: Announcements,
  ) {}

  /**
   * Makes a match in one transaction: each ticket moves from `waiting` by a condition, and the moved ones are counted.
   * Tickets of the same players in other queues end. `null` when somebody was faster, left, or is in a match elsewhere.
   */
  async commit(ref: QueueRef, queue: QueueConfig, proposal: Proposal): Promise<QueueMatch | null> {
    const match = this.newMatch(ref, queue, proposal);
    try {
      await this.db.write(async (em) => {
        await this.take(em, match, proposal);
        await this.leaveElsewhere(em, ref, proposal);
        await this.putIntoTeams(em, proposal);
        if (proposal.backfill) await this.fill(em, proposal);
        await em.add(QueueMatch, match);
      });
    } catch (error) {
      if (error instanceof Lost) return null;
      throw error;
    }
    if (match.status === 'accepting')
      await this.announcements.found(match, 'accepting', await this.rows.ofMatch(match.id));
    return match;
  }

  private newMatch(ref: QueueRef, queue: QueueConfig, { region, backfill }: Proposal): QueueMatch {
    const now = this.clock.now();
    const mustAccept = queue.accept_seconds > 0 && !backfill;
    return {
      id: this.ids.next(),
      gameId: ref.gameId,
      queue: queue.name,
      status: mustAccept ? 'accepting' : 'opening',
      region: region?.slice(0, 64) ?? null,
      roomId: backfill?.backfill?.roomId ?? null,
      backfillId: backfill?.id ?? null,
      until: mustAccept ? new Date(now.getTime() + queue.accept_seconds * 1000) : null,
      createdAt: now,
      changedAt: now,
    };
  }

  private async take(em: Unit, match: QueueMatch, { tickets }: Proposal): Promise<void> {
    const to = match.status === 'accepting' ? 'accepting' : 'opening';
    const move = { from: ['waiting'], to, reason: null, matchId: match.id } as const;
    const moved = await this.rows.move(
      em,
      tickets.map(({ id }) => id),
      move,
    );
    if (moved !== tickets.length) throw new Lost();
  }

  private async leaveElsewhere(em: Unit, ref: QueueRef, { tickets }: Proposal): Promise<void> {
    const players = tickets.flatMap((ticket) => ticket.players.map(({ id }) => id));
    if (!(await this.rows.endElsewhere(em, ref.gameId, ref.queue, players))) throw new Lost();
  }

  private async putIntoTeams(em: Unit, { tickets, teams }: Proposal): Promise<void> {
    for (const team of new Set(teams)) {
      const ids = tickets.filter((_, at) => teams[at] === team).map(({ id }) => id);
      const sql = `UPDATE "multiplayer_ticket_players" SET "team" = $1, "accepted_at" = $2
        WHERE "ticket_id" IN (${places(ids.length, 3)})`;
      await em.run(sql, [team, null, ...ids.toSorted()]);
    }
  }

  /** Takes the seats off what the room seeks, if nobody has changed that meanwhile. */
  private async fill(em: Unit, { backfill, tickets, teams }: Proposal): Promise<void> {
    const row = await em.pick(BackfillRow, { id: backfill?.id ?? '' });
    if (row?.status !== 'open') throw new Lost();
    const free = row.about.free.map((part) => ({
      ...part,
      seats: part.seats - playersIn(tickets.filter((_, at) => teams[at] === part.team)),
    }));
    if (free.some(({ seats }) => seats < 0)) throw new Lost();
    const isFull = free.every(({ seats }) => seats === 0);
    const { id, generation } = row;
    const changed = await em.change(
      BackfillRow,
      { id, generation, status: 'open' },
      { generation: generation + 1, about: { ...row.about, free }, status: isFull ? 'filled' : 'open' },
    );
    if (changed === 0) throw new Lost();
  }
}

const playersIn = (tickets: Proposal['tickets']): number =>
  tickets.reduce((sum, { players }) => sum + players.length, 0);
