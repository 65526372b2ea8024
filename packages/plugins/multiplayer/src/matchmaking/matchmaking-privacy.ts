import { Db, type PrivacyHooks, type Subject } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { QueueTicket } from './entities/ticket.entity.js';
import { RatingRow } from './entities/rating.entity.js';
import { TicketRows } from './store/ticket-rows.js';

/** Hands out what is kept of a player's tickets and ratings, and forgets it. */
@Injectable()
export class MatchmakingPrivacy implements PrivacyHooks {
  constructor(
    private readonly db: Db,
    private readonly rows: TicketRows,
  ) {}

  async export({ gameId, playerId }: Subject): Promise<unknown> {
    const tickets = await this.rows.ofPlayer(gameId, playerId, new Date(0));
    const ratings = await this.db.read((em) => em.find(RatingRow, { where: { gameId, playerId } }));
    return {
      tickets: tickets.map(({ ticket, players }) => ({
        ticket_id: ticket.id,
        queue: ticket.queue,
        status: ticket.status,
        about: ticket.leaderId === playerId ? ticket.about : null,
        created_at: ticket.createdAt.toISOString(),
        rating: players.find((player) => player.playerId === playerId)?.rating ?? null,
      })),
      ratings: ratings.map(({ rating, mu, sigma, matches }) => ({
        player_id: playerId,
        rating,
        mu,
        sigma,
        matches,
      })),
    };
  }

  /** Tickets the player led go as a whole; of others only the player's part, and they wait no more. */
  async erase({ gameId, playerId }: Subject): Promise<void> {
    const owner = { gameId, playerId };
    const all = await this.rows.ofPlayer(gameId, playerId, new Date(0));
    await this.db.write(async (em) => {
      const ids = all.map(({ ticket }) => ticket.id);
      const from = ['waiting', 'waiting_for_players'] as const;
      await this.rows.move(em, ids, { from, to: 'cancelled', reason: 'erased' });
      await em.drop(QueueTicket, { gameId, leaderId: playerId });
      await em.run('DELETE FROM "multiplayer_ticket_players" WHERE "game_id" = $1 AND "player_id" = $2', [
        gameId,
        playerId,
      ]);
      await em.drop(RatingRow, owner);
    });
  }
}
