import { Clock, Db, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { MeterBook } from './meter-book.js';
import { monthOf } from './rules/period.js';

/** Meters that are swept in one run. */
const most = 1000;
const seenLife = 40 * 86_400_000;

/** Gives back holds that are over, and forgets who was counted in months that are over. */
@Injectable()
export class SweepQuotas implements Worker {
  constructor(
    private readonly db: Db,
    private readonly meters: MeterBook,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now().getTime();
    const sql = 'SELECT DISTINCT "meter_id" FROM "orgs_holds" WHERE "expires_at" <= $1 LIMIT $2';
    const { rows } = await this.db.read((em) => em.run(sql, [now, most]));
    for (const row of rows) await this.db.write((em) => this.meters.sweep(em, String(row['meter_id'])));
    const oldest = monthOf(new Date(now - seenLife));
    const old =
      'DELETE FROM "orgs_seen" WHERE "id" IN (SELECT "id" FROM "orgs_seen" WHERE "month" < $1 LIMIT 500)';
    while ((await this.db.write((em) => em.run(old, [oldest]))).changed > 0);
  }
}
