import { Clock, Db } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { Announcements } from './announcements.js';
import { waitingPlace } from './entities/ticket-player.entity.js';
import { MatchmakingMetrics } from './matchmaking-metrics.js';
import type { QueueRef } from './queue-bell.js';
import { TicketRows } from './store/ticket-rows.js';

/** Tickets that end in one write. */
const batch = 200;

const silentTickets = `SELECT DISTINCT t."id" FROM "multiplayer_ticket_players" p
  JOIN "multiplayer_tickets" t ON t."id" = p."ticket_id"
  WHERE t."game_id" = $1 AND t."queue" = $2 AND t."status" IN ('waiting', 'waiting_for_players')
  AND (p."place" = '${waitingPlace}' OR p."joined_at" IS NULL) AND p."alive_until" < $3 ORDER BY t."id" LIMIT ${batch}`;
const forgottenBackfills = `UPDATE "multiplayer_backfills" SET "status" = 'expired'
  WHERE "game_id" = $1 AND "queue" = $2 AND "status" = 'open' AND "alive_until" < $3`;

/** Ends tickets of which nobody has heard for too long, and backfills of rooms that fell silent. */
@Injectable()
export class Expiry {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly rows: TicketRows,
    private readonly announcements: Announcements,
    private readonly metrics: MatchmakingMetrics,
  ) {}

  async sweep({ gameId, queue }: QueueRef): Promise<void> {
    const values = [gameId, queue, this.clock.now().getTime()];
    const { rows } = await this.db.read((em) => em.run(silentTickets, values));
    const ids = rows.map((row) => String(row['id']));
    if (ids.length > 0) await this.end(gameId, queue, ids);
    const open = `SELECT 1 FROM "multiplayer_backfills" WHERE "game_id" = $1 AND "queue" = $2
      AND "status" = 'open' AND "alive_until" < $3`;
    const silent = await this.db.read((em) => em.run(open, values));
    if (silent.rows.length > 0) await this.db.write((em) => em.run(forgottenBackfills, values));
  }

  private async end(gameId: string, queue: string, ids: readonly string[]): Promise<void> {
    const from = ['waiting', 'waiting_for_players'] as const;
    const move = { from, to: 'expired', reason: 'silent' } as const;
    const moved = await this.db.write((em) => this.rows.move(em, ids, move));
    if (moved > 0) this.metrics.endedWithout(queue, 'expired', moved);
    const ended = (await this.rows.list(gameId, ids)).filter(({ ticket }) => ticket.status === 'expired');
    await this.announcements.statuses(ended);
  }
}
