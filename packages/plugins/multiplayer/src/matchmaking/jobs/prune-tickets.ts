import { Clock, Db, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../../multiplayer.config.js';

const old = [
  `DELETE FROM "multiplayer_tickets" WHERE "closed_at" IS NOT NULL AND "closed_at" < $1`,
  `DELETE FROM "multiplayer_matches" WHERE "created_at" < $1 AND "status" NOT IN ('accepting', 'opening')`,
  `DELETE FROM "multiplayer_backfills" WHERE "alive_until" < $1`,
];

/** Removes tickets and matches that have been kept for long enough. Ratings stay. */
@Injectable()
export class PruneTickets implements Worker {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly config: MultiplayerConfig,
  ) {}

  async run(): Promise<void> {
    const before = this.clock.now().getTime() - this.config.keepTickets * 1000;
    for (const sql of old) await this.db.write((em) => em.run(sql, [before]));
  }
}
