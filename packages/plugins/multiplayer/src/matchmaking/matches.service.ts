import type { Caller, Serves } from '@aethex/core';
import type { In, matchmaking } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Backfills } from './backfills.js';
import { MatchResults } from './results.js';

type Names = 'openBackfill' | 'updateBackfill' | 'getBackfill' | 'closeBackfill' | 'report';
type Input<Name extends Names> = In<typeof matchmaking, Name>;

/** What rooms and servers ask of matchmaking. */
@Injectable()
export class MatchesService implements Pick<Serves<typeof matchmaking>, Names> {
  constructor(
    private readonly backfills: Backfills,
    private readonly results: MatchResults,
  ) {}

  openBackfill(input: Input<'openBackfill'>, caller: Caller) {
    return this.backfills.open(input, caller);
  }

  updateBackfill(input: Input<'updateBackfill'>, caller: Caller) {
    return this.backfills.update(input, caller);
  }

  getBackfill({ backfill_id: id }: Input<'getBackfill'>, caller: Caller) {
    return this.backfills.get(id, caller);
  }

  async closeBackfill({ backfill_id: id }: Input<'closeBackfill'>, caller: Caller): Promise<null> {
    await this.backfills.close(id, caller);
    return null;
  }

  async report({ match_id: id, teams }: Input<'report'>, { gameId }: Caller) {
    return { ratings: await this.results.report(gameId, id, teams) };
  }
}
