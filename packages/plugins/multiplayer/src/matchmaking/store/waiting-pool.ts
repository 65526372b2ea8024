import { Clock, Db, type SqlRow } from '@aethex/core';
import { waitingPlace } from '../entities/ticket-player.entity.js';
import type { BackfillAbout } from '../entities/backfill.entity.js';
import type { TicketAbout } from '../entities/ticket.entity.js';
import type { TicketPlayer, WaitingTicket } from '../rules/ticket.js';

/** Changes that are read again, in milliseconds: another node's clock, or a commit that came late. */
const overlap = 5_000;
/** Milliseconds after which everything is read anew. */
const reloadEvery = 30_000;

const changedTickets = `SELECT t."id", t."status", t."since", t."about", p."player_id", p."rating"
  FROM "multiplayer_tickets" t JOIN "multiplayer_ticket_players" p ON p."ticket_id" = t."id"
  WHERE t."game_id" = $1 AND t."queue" = $2 AND t."changed_at" >= $3 ORDER BY t."since", t."id", p."id"`;
const allTickets = `SELECT t."id", t."status", t."since", t."about", p."player_id", p."rating"
  FROM "multiplayer_tickets" t JOIN "multiplayer_ticket_players" p ON p."ticket_id" = t."id"
  WHERE t."game_id" = $1 AND t."queue" = $2 AND t."status" = 'waiting' AND p."place" = '${waitingPlace}'
  ORDER BY t."since", t."id", p."id"`;
const openBackfills = `SELECT "id", "room_id", "about", "since" FROM "multiplayer_backfills"
  WHERE "game_id" = $1 AND "queue" = $2 AND "status" = 'open' ORDER BY "since", "id"`;

/** The waiting tickets of one queue in memory, kept up with the table by reading what changed. */
export class WaitingPool {
  private readonly waiting = new Map<string, WaitingTicket>();
  private backfills: readonly WaitingTicket[] = [];
  private seenUntil = 0;
  private loadedAt = -Infinity;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly gameId: string,
    private readonly queue: string,
  ) {}

  get tickets(): readonly WaitingTicket[] {
    return [...this.waiting.values()];
  }

  /** Tickets, and the rooms that seek players. */
  get all(): readonly WaitingTicket[] {
    return [...this.backfills, ...this.waiting.values()];
  }

  /** Brings the pool up to what is committed. */
  async refresh(): Promise<void> {
    const isWhole = performance.now() - this.loadedAt > reloadEvery;
    const now = this.clock.now().getTime();
    const [tickets, backfills] = await this.db.read((em) =>
      Promise.all([
        isWhole
          ? em.run(allTickets, [this.gameId, this.queue])
          : em.run(changedTickets, [this.gameId, this.queue, this.seenUntil - overlap]),
        em.run(openBackfills, [this.gameId, this.queue]),
      ]),
    );
    if (isWhole) {
      this.waiting.clear();
      this.loadedAt = performance.now();
    }
    this.seenUntil = now;
    this.take(tickets.rows);
    this.backfills = backfills.rows.map(backfillOf);
  }

  /** Leaves tickets out until the table says that they wait again. */
  remove(tickets: readonly WaitingTicket[]): void {
    for (const { id } of tickets) this.waiting.delete(id);
  }

  private take(rows: readonly SqlRow[]): void {
    for (let at = 0; at < rows.length;) {
      const row = rows[at] as SqlRow;
      const players: TicketPlayer[] = [];
      for (; rows[at]?.['id'] === row['id']; at += 1)
        players.push({ id: String(rows[at]?.['player_id']), rating: Number(rows[at]?.['rating']) });
      const id = String(row['id']);
      if (row['status'] !== 'waiting') this.waiting.delete(id);
      else if (this.waiting.get(id)?.since !== Number(row['since']))
        this.waiting.set(id, ticketOf(row, players));
    }
  }
}

export function ticketOf(row: SqlRow, players: readonly TicketPlayer[]): WaitingTicket {
  const about = JSON.parse(String(row['about'])) as TicketAbout;
  return { id: String(row['id']), since: Number(row['since']), players, ...about };
}

function backfillOf(row: SqlRow): WaitingTicket {
  const { attributes, region, rating, free } = JSON.parse(String(row['about'])) as BackfillAbout;
  return {
    id: String(row['id']),
    since: Number(row['since']),
    players: rating === null ? [] : [{ id: '', rating }],
    attributes,
    window: null,
    region,
    latencies: {},
    backfill: { roomId: String(row['room_id']), free },
  };
}
