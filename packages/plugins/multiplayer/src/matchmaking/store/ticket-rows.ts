import { Clock, Db, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { QueueTicket, type TicketState } from '../entities/ticket.entity.js';
import { TicketPlayerRow, waitingPlace } from '../entities/ticket-player.entity.js';
import { places } from './sql.js';

export interface TicketWithPlayers {
  readonly ticket: QueueTicket;
  /** In the order they were named, the leader first. */
  readonly players: readonly TicketPlayerRow[];
}

/** A move of tickets from some states to another one. */
export interface Move {
  readonly from: readonly TicketState[];
  readonly to: TicketState;
  readonly reason: string | null;
  readonly matchId?: string | null;
}

const over: readonly TicketState[] = ['matched', 'cancelled', 'expired'];
const ofPlayer = `SELECT "ticket_id" FROM "multiplayer_ticket_players" WHERE "game_id" = $1 AND "player_id" = $2`;

/** Reads and moves tickets. Every move names the states it is from, so that of two that race one comes to nothing. */
@Injectable()
export class TicketRows {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** A ticket with its players, or `null`. */
  async find(gameId: string, id: string): Promise<TicketWithPlayers | null> {
    return (await this.list(gameId, [id]))[0] ?? null;
  }

  /** Tickets with their players, the oldest first. */
  async list(gameId: string, ids: readonly string[]): Promise<TicketWithPlayers[]> {
    if (ids.length === 0) return [];
    return this.db.read(async (em) => {
      const where = { id: In([...ids]), gameId };
      const tickets = await em.find(QueueTicket, { where, order: { createdAt: 'ASC', id: 'ASC' } });
      return this.withPlayers(em, tickets);
    });
  }

  /** The tickets of a match, with their players. */
  async ofMatch(matchId: string): Promise<TicketWithPlayers[]> {
    return this.db.read(async (em) => {
      const tickets = await em.find(QueueTicket, {
        where: { matchId },
        order: { createdAt: 'ASC', id: 'ASC' },
      });
      return this.withPlayers(em, tickets);
    });
  }

  /** Tickets of a player: those under way, and those that ended since a moment. */
  async ofPlayer(gameId: string, playerId: string, endedSince: Date): Promise<TicketWithPlayers[]> {
    const { rows } = await this.db.read((em) => em.run(ofPlayer, [gameId, playerId]));
    const all = await this.list(
      gameId,
      rows.map((row) => String(row['ticket_id'])),
    );
    return all.filter(({ ticket }) => ticket.closedAt === null || ticket.closedAt >= endedSince);
  }

  /** Moves tickets and returns how many it did. Players of tickets that are over may queue again. */
  async move(em: Unit, ids: readonly string[], { from, to, reason, matchId }: Move): Promise<number> {
    if (ids.length === 0) return 0;
    const now = this.clock.now().getTime();
    const isOver = over.includes(to);
    const sets = [`"status" = $1`, `"reason" = $2`, `"changed_at" = $3`, `"closed_at" = $4`];
    const values: (string | number | null)[] = [to, reason, now, isOver ? now : null];
    if (matchId !== undefined) {
      sets.push('"match_id" = $5');
      values.push(matchId);
    }
    const sorted = ids.toSorted();
    const states = places(from.length, values.length + 1);
    const which = places(sorted.length, values.length + from.length + 1);
    const sql = `UPDATE "multiplayer_tickets" SET ${sets.join(', ')} WHERE "status" IN (${states}) AND "id" IN (${which})`;
    const { changed } = await em.run(sql, [...values, ...from, ...sorted]);
    if (isOver && changed > 0) await this.free(em, sorted, to);
    return changed;
  }

  /**
   * Ends what the players wait for in other queues. `false`: one of them is in a match there, and the transaction must
   * come to nothing.
   */
  async endElsewhere(
    em: Unit,
    gameId: string,
    queue: string,
    playerIds: readonly string[],
  ): Promise<boolean> {
    const sql = `SELECT DISTINCT "ticket_id" FROM "multiplayer_ticket_players" WHERE "game_id" = $1 AND "place" = $2
      AND "queue" <> $3 AND "player_id" IN (${places(playerIds.length, 4)})`;
    const { rows } = await em.run(sql, [gameId, waitingPlace, queue, ...playerIds]);
    const others = rows.map((row) => String(row['ticket_id']));
    const from = ['waiting', 'waiting_for_players'] as const;
    return (
      (await this.move(em, others, { from, to: 'cancelled', reason: 'matched_elsewhere' })) === others.length
    );
  }

  /** A player’s sign of life: their tickets last until then, if they would end before `unless`. */
  async touch(who: { gameId: string; playerId: string }, until: Date, unless: Date): Promise<void> {
    const sql = `UPDATE "multiplayer_ticket_players" SET "alive_until" = $1
      WHERE "game_id" = $2 AND "player_id" = $3 AND "place" = $4 AND "alive_until" < $5`;
    const values = [until.getTime(), who.gameId, who.playerId, waitingPlace, unless.getTime()];
    await this.db.write((em) => em.run(sql, values));
  }

  /** Gives the places of players back whose tickets are over by this move. */
  private async free(em: Unit, ids: readonly string[], status: TicketState): Promise<void> {
    const which = places(ids.length, 2);
    const ended = `SELECT "id" FROM "multiplayer_tickets" WHERE "status" = $1 AND "id" IN (${which})`;
    const sql = `UPDATE "multiplayer_ticket_players" SET "place" = "ticket_id"
      WHERE "ticket_id" IN (${ended})`;
    await em.run(sql, [status, ...ids]);
  }

  private async withPlayers(em: Unit, tickets: readonly QueueTicket[]): Promise<TicketWithPlayers[]> {
    if (tickets.length === 0) return [];
    const where = { ticketId: In(tickets.map(({ id }) => id)) };
    const players = await em.find(TicketPlayerRow, { where, order: { id: 'ASC' } });
    return tickets.map((ticket) => ({
      ticket,
      players: players.filter(({ ticketId }) => ticketId === ticket.id),
    }));
  }
}
