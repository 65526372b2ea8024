import { Clock, Db, Events } from '@aethex/core';
import { matchmaking } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { QueueMatch } from './entities/match.entity.js';
import { QueueBook } from './queue-book.js';
import { RatingMoved, Ratings, type RankedTeam, type ToldRating } from './ratings.js';
import { TicketRows } from './store/ticket-rows.js';

/** How often a report begins anew because another match of a player was rated at the same time. */
const tries = 8;

/** Takes the results of matches, each once. Room handlers may use it from inside the server. */
@Injectable()
export class MatchResults {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly queues: QueueBook,
    private readonly ratings: Ratings,
    private readonly rows: TicketRows,
  ) {}

  /**
   * Updates the ratings of a match's players in one transaction. Fails with `matchmaking.no_match`, `.reported` or
   * `.strange_result`.
   */
  async report(gameId: string, matchId: string, teams: readonly RankedTeam[]): Promise<ToldRating[]> {
    const match = await this.db.pick(QueueMatch, { id: matchId });
    if (match?.gameId !== gameId || match.status === 'failed') throw matchmaking.error('report', 'no_match');
    await this.checkPlayers(matchId, teams);
    for (let left = tries; ; left -= 1) {
      try {
        return await this.rate(match, teams);
      } catch (error) {
        if (!(error instanceof RatingMoved) || left === 0) throw error;
      }
    }
  }

  private rate(match: QueueMatch, teams: readonly RankedTeam[]): Promise<ToldRating[]> {
    const { id, gameId, queue } = match;
    const rating = this.queues.find(queue)?.rating ?? queue;
    return this.db.write(async (em) => {
      const reported = { status: 'reported' as const, changedAt: this.clock.now() };
      if ((await em.change(QueueMatch, { id, status: 'ready' }, reported)) === 0)
        throw matchmaking.error('report', 'reported');
      const told = await this.ratings.apply(em, { gameId, rating }, teams);
      await this.events.announce(matchmaking.ended, { match_id: id, game_id: gameId, queue });
      return told;
    });
  }

  private async checkPlayers(matchId: string, teams: readonly RankedTeam[]): Promise<void> {
    const tickets = await this.rows.ofMatch(matchId);
    const left = new Set(tickets.flatMap(({ players }) => players.map(({ playerId }) => playerId)));
    for (const playerId of teams.flatMap(({ player_ids: ids }) => ids))
      if (!left.delete(playerId))
        throw matchmaking.error('report', 'strange_result', { player_id: playerId });
  }
}
