import { Clock, Db, Ids, type Subject, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { RatingRow } from './entities/rating.entity.js';
import type { QueueConfig } from './rules/queue-config.js';
import { newcomer, pointsOf, ratedMatch, type Skill } from './rules/rating.js';

export interface Claim {
  readonly skill: number | undefined;
  readonly window: readonly [number, number] | null;
}

/** Another match of the player was rated meanwhile: begin anew. */
export class RatingMoved extends Error {}

/** A team of a match that has ended. */
export interface RankedTeam {
  /** 1 is the best; teams with the same rank have drawn. */
  readonly rank: number;
  readonly player_ids: readonly string[];
}

/** A rating as the contract tells it. */
export interface ToldRating {
  readonly player_id: string;
  readonly rating: string;
  readonly points: number;
  readonly mu: number;
  readonly sigma: number;
  readonly matches: number;
}

/** What the server believes of players’ skills. */
@Injectable()
export class Ratings {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * The points a player queues with: the server's, and only where there are none yet what the client claims, or the
   * middle of the opponents it wants. Ranked queues hear no claims.
   */
  async pointsFor(who: Subject, queue: QueueConfig, claim: Claim): Promise<number> {
    const row = await this.row(who, queue.rating);
    if (row) return pointsOf(row);
    if (queue.ranked) return pointsOf(newcomer);
    if (claim.skill !== undefined) return claim.skill;
    return claim.window ? (claim.window[0] + claim.window[1]) / 2 : pointsOf(newcomer);
  }

  async tell(who: Subject, rating: string): Promise<ToldRating> {
    const row = await this.row(who, rating);
    return told(who.playerId, rating, row ?? newcomer, row?.matches ?? 0);
  }

  /** Updates the ratings of everybody in a match, inside the caller's transaction. */
  async apply(
    em: Unit,
    { gameId, rating }: { gameId: string; rating: string },
    teams: readonly RankedTeam[],
  ): Promise<ToldRating[]> {
    const rows: { readonly playerId: string; readonly row: RatingRow | null }[][] = [];
    for (const { player_ids } of teams) {
      const team = [];
      for (const playerId of player_ids)
        team.push({ playerId, row: await em.pick(RatingRow, { gameId, playerId, rating }) });
      rows.push(team);
    }
    const after = ratedMatch(
      rows.map((team) => team.map(({ row }) => row ?? newcomer)),
      teams.map(({ rank }) => rank),
    );
    const told: ToldRating[] = [];
    for (const [at, team] of rows.entries())
      for (const [nth, { playerId, row }] of team.entries())
        told.push(await this.put(em, { gameId, playerId, rating }, row, after[at]?.[nth] ?? newcomer));
    return told;
  }

  private async put(
    em: Unit,
    key: { gameId: string; playerId: string; rating: string },
    row: RatingRow | null,
    { mu, sigma }: Skill,
  ): Promise<ToldRating> {
    const matches = (row?.matches ?? 0) + 1;
    const values = { mu, sigma, matches, changedAt: this.clock.now() };
    const isStored = row
      ? (await em.change(RatingRow, { id: row.id, matches: row.matches }, values)) === 1
      : await em.add(RatingRow, { id: this.ids.next(), ...key, ...values });
    if (!isStored) throw new RatingMoved();
    return told(key.playerId, key.rating, values, matches);
  }

  private row({ gameId, playerId }: Subject, rating: string): Promise<RatingRow | null> {
    return this.db.pick(RatingRow, { gameId, playerId, rating });
  }
}

const told = (playerId: string, rating: string, { mu, sigma }: Skill, matches: number): ToldRating => ({
  player_id: playerId,
  rating,
  points: pointsOf({ mu, sigma }),
  mu,
  sigma,
  matches,
});
