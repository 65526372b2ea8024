import type { Db, SqlRow } from '@aethex/core';
import type { TicketPlayer, WaitingTicket } from '../rules/ticket.js';
import { ticketOf } from './waiting-pool.js';

const oldest = `SELECT t."id", t."since", t."about", p."player_id", p."rating" FROM
  (SELECT "id", "since", "about" FROM "multiplayer_tickets"
   WHERE "game_id" = $1 AND "queue" = $2 AND "status" = 'waiting' ORDER BY "since", "id" LIMIT $3) t
  JOIN "multiplayer_ticket_players" p ON p."ticket_id" = t."id" ORDER BY t."since", t."id", p."id"`;

/** The oldest waiting tickets of a queue, at most so many, straight from the table. */
export async function loadWaiting(
  db: Db,
  gameId: string,
  queue: string,
  most: number,
): Promise<WaitingTicket[]> {
  const { rows } = await db.read((em) => em.run(oldest, [gameId, queue, most]), 'recent');
  const players = new Map<string, TicketPlayer[]>();
  const first = new Map<string, SqlRow>();
  for (const row of rows) {
    const id = String(row['id']);
    if (!first.has(id)) first.set(id, row);
    const player = { id: String(row['player_id']), rating: Number(row['rating']) };
    players.set(id, [...(players.get(id) ?? []), player]);
  }
  return [...first].map(([id, row]) => ticketOf(row, players.get(id) ?? []));
}
