import { Db, type SqlRow } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { TicketAbout } from './entities/ticket.entity.js';
import type { RecordedLine } from './rules/recording.js';

/** Tickets that are read at once. */
const page = 1000;

const tickets = `SELECT "id", "queue", "status", "since", "closed_at", "about" FROM "multiplayer_tickets"
  WHERE ("since", "id") > ($1, $2) AND "status" <> 'waiting_for_players'
  AND ("reason" IS NULL OR "reason" <> 'backfilled') ORDER BY "since", "id" LIMIT ${page}`;
const ratings = `SELECT "ticket_id", "rating" FROM "multiplayer_ticket_players" WHERE "ticket_id" IN
  (SELECT "id" FROM "multiplayer_tickets" WHERE ("since", "id") > ($1, $2) AND ("since", "id") <= ($3, $4))
  ORDER BY "id"`;
/** Before every id. */
const nil = '00000000-0000-0000-0000-000000000000';

/** Yields the tickets that are kept, without anybody's name, to play them through another configuration. */
@Injectable()
export class TicketRecorder {
  constructor(private readonly db: Db) {}

  async *lines(): AsyncGenerator<RecordedLine> {
    for (let after: readonly [number, string] = [0, nil]; ;) {
      const begin = after;
      const { rows } = await this.db.read((em) => em.run(tickets, begin));
      const last = rows.at(-1);
      if (!last) return;
      after = [Number(last['since']), String(last['id'])];
      const range = [...begin, ...after];
      const players = await this.db.read((em) => em.run(ratings, range));
      yield* linesOf(rows, players.rows);
    }
  }
}

function* linesOf(rows: readonly SqlRow[], players: readonly SqlRow[]): Generator<RecordedLine> {
  const byTicket = new Map<string, number[]>();
  for (const row of players) {
    const id = String(row['ticket_id']);
    byTicket.set(id, [...(byTicket.get(id) ?? []), Number(row['rating'])]);
  }
  for (const row of rows) {
    const own = byTicket.get(String(row['id']));
    if (own) yield lineOf(row, own);
  }
}

function lineOf(row: SqlRow, own: number[]): RecordedLine {
  const about = JSON.parse(String(row['about'])) as TicketAbout;
  const gaveUp = row['status'] === 'cancelled' || row['status'] === 'expired';
  return {
    at: new Date(Number(row['since'])).toISOString(),
    queue: String(row['queue']),
    ratings: own,
    attributes: Object.fromEntries(
      Object.entries(about.attributes).map(([key, value]) => [
        key,
        typeof value === 'object' ? [...value] : value,
      ]),
    ),
    skill_range: about.window === null ? null : [about.window[0], about.window[1]],
    region: about.region,
    latencies: { ...about.latencies },
    cancelled_at: gaveUp ? new Date(Number(row['closed_at'])).toISOString() : null,
  };
}
