import { Db, type Gauge, type MeterSpec } from '@aethex/core';
import { Injectable } from '@nestjs/common';

const stored = `SELECT "game_id", SUM("stored_bytes") AS "amount" FROM "saves_usage"
  GROUP BY "game_id" HAVING SUM("stored_bytes") > 0`;

/** Measures what the saves of each game take, as they are counted against quotas. */
@Injectable()
export class StoredBytes implements Gauge {
  constructor(private readonly db: Db) {}

  async read(): Promise<{ gameId: string; amount: number }[]> {
    const { rows } = await this.db.read((em) => em.run(stored), 'recent');
    return rows.map((row) => ({ gameId: String(row['game_id']), amount: Number(row['amount']) }));
  }
}

export const bytesPerPlayer: MeterSpec = {
  name: 'saves.bytes_per_player',
  about: 'What all saves of one player in one game may take, history and conflicts included.',
  unit: 'bytes',
  kind: 'limit',
};

/** What plans may limit and what is counted for the ledger of usage. */
export const savesMeters: readonly MeterSpec[] = [
  bytesPerPlayer,
  {
    name: 'saves.stored_bytes',
    about: 'What all saves take, history and conflicts included.',
    unit: 'bytes',
    kind: 'gauge',
    gauge: StoredBytes,
  },
];
