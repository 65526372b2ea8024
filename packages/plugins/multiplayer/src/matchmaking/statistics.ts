import { Clock, Db } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { QueueRef } from './queue-bell.js';
import { estimatedWait, percentile } from './rules/waits.js';

/** Tickets whose waits are looked at. */
const recent = 200;
/** Milliseconds for which waits are remembered. */
const remembered = 2_000;
const hour = 3_600_000;

const lastWaits = `SELECT "since", "closed_at" FROM "multiplayer_tickets" WHERE "game_id" = $1 AND "queue" = $2
  AND "status" = 'matched' AND "closed_at" IS NOT NULL AND "reason" IS NULL ORDER BY "closed_at" DESC LIMIT ${recent}`;
const waitingNow = `SELECT COUNT(*) AS "tickets", MIN("since") AS "oldest" FROM "multiplayer_tickets"
  WHERE "game_id" = $1 AND "queue" = $2 AND "status" = 'waiting'`;
const playersNow = `SELECT COUNT(*) AS "players" FROM "multiplayer_ticket_players" p
  JOIN "multiplayer_tickets" t ON t."id" = p."ticket_id"
  WHERE t."game_id" = $1 AND t."queue" = $2 AND t."status" = 'waiting'`;
const matchesSince = `SELECT COUNT(*) AS "matches" FROM "multiplayer_matches"
  WHERE "game_id" = $1 AND "queue" = $2 AND "created_at" > $3 AND "backfill_id" IS NULL AND "status" <> 'failed'`;

interface Known {
  readonly until: number;
  readonly waits: Promise<readonly number[]>;
}

/** How many wait in a queue and for how long. Backfills are left out. */
@Injectable()
export class Statistics {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async of({ gameId, queue }: QueueRef) {
    const now = this.clock.now().getTime();
    const counts = async (sql: string, ...more: number[]) =>
      (await this.db.read((em) => em.run(sql, [gameId, queue, ...more]), 'recent')).rows[0] ?? {};
    const waiting = await counts(waitingNow);
    const { players } = await counts(playersNow);
    const { matches } = await counts(matchesSince, now - hour);
    const waits = await this.waits({ gameId, queue });
    const tickets = Number(waiting['tickets'] ?? 0);
    return {
      queue,
      waiting_tickets: tickets,
      waiting_players: Number(players ?? 0),
      oldest_seconds: tickets === 0 ? 0 : Math.max(0, (now - Number(waiting['oldest'])) / 1000),
      matches: Number(matches ?? 0),
      wait_p50_seconds: percentile(waits, 0.5),
      wait_p90_seconds: percentile(waits, 0.9),
    };
  }

  /** In how many seconds a ticket is likely to be matched; `null` when too few were to tell. */
  async estimate(ref: QueueRef, waited: number): Promise<number | null> {
    return estimatedWait(await this.waits(ref), waited);
  }

  /** Seconds the tickets waited that were matched last. */
  private waits(ref: QueueRef): Promise<readonly number[]> {
    const key = `${ref.gameId}/${ref.queue}`;
    const known = this.known.get(key);
    if (known && known.until > performance.now()) return known.waits;
    const waits = this.readWaits(ref);
    this.known.set(key, { until: performance.now() + remembered, waits });
    waits.catch(() => this.known.delete(key));
    return waits;
  }

  private async readWaits({ gameId, queue }: QueueRef): Promise<readonly number[]> {
    const { rows } = await this.db.read((em) => em.run(lastWaits, [gameId, queue]), 'recent');
    return rows.map((row) => Math.max(0, (Number(row['closed_at']) - Number(row['since'])) / 1000));
  }
}
