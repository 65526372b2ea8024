import { Clock, Db, Ids, PluginHost, type Gauge, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { MeterBook } from './meter-book.js';
import { PlanBook } from './plan-book.js';
import { groupBy } from './rules/group-by.js';
import { dayOf, monthOf } from './rules/period.js';
import { UsageRow } from './usage.entity.js';

type Measured = Awaited<ReturnType<Gauge['read']>>[number] & { readonly orgId: string };

/** Writes down what the gauges of all plugins measure: for the meter now, for the ledger the last measure of the day. */
@Injectable()
export class MeasureGauges implements Worker {
  constructor(
    private readonly db: Db,
    private readonly modules: ModuleRef,
    private readonly plans: PlanBook,
    private readonly meters: MeterBook,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    for (const { meter, gauge } of this.modules.get(PluginHost, { strict: false }).gauges()) {
      const all: Measured[] = [];
      for (const one of await gauge.read()) {
        const orgId = await this.plans.payer(one.gameId);
        if (orgId !== null) all.push({ ...one, orgId });
      }
      for (const [orgId, games] of groupBy(all, (one) => one.orgId))
        await this.note(orgId, meter.name, games);
    }
  }

  private async note(orgId: string, meter: string, games: readonly Measured[]): Promise<void> {
    const now = this.clock.now();
    const where = { orgId, meter, month: monthOf(now) };
    const limit = await this.plans.limit(orgId, meter);
    const sum = games.reduce((total, { amount }) => total + amount, 0);
    await this.db.write(async (em) => {
      const said = await this.meters.set(em, where, sum);
      if (said) await this.meters.notice(em, where, said, limit);
      for (const { gameId, amount } of games) {
        const key = { orgId, gameId, meter, day: dayOf(now) };
        if ((await em.change(UsageRow, key, { amount })) === 0)
          await em.add(UsageRow, { ...key, id: this.ids.next(), amount });
      }
    });
  }
}
