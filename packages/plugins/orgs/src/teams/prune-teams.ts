import { Clock, Db, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';

/** Removes invitations to teams that are over. */
@Injectable()
export class PruneTeams implements Worker {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const old = `SELECT "id" FROM "orgs_team_players" WHERE "state" = 'invited' AND "expires_at" <= $1 LIMIT 500`;
    const sql = `DELETE FROM "orgs_team_players" WHERE "id" IN (${old})`;
    const now = this.clock.now().getTime();
    while ((await this.db.write((em) => em.run(sql, [now]))).changed > 0);
  }
}
