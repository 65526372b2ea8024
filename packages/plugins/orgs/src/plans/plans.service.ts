import { Catalogue, Clock, Db, type Caller, type MeterSpec, type Serves } from '@aethex/core';
import { houseError, isAethexError, plans, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { OrgsConfig } from '../orgs.config.js';
import { Admins } from '../orgs/admins.js';
import { Org } from '../orgs/org.entity.js';
import { Standings } from '../orgs/standings.js';
import { MeterBook } from './meter-book.js';
import { MeterRow } from './meter.entity.js';
import { PlanBook } from './plan-book.js';
import { costsOf, totalOf } from './rules/costs.js';
import { stateOf } from './rules/meter-state.js';
import { forecast, monthOf } from './rules/period.js';
import { Tally } from './tally.js';

const usageSql = `SELECT "meter", "game_id", "day", "amount" FROM "orgs_usage"
  WHERE "org_id" = $1 AND "day" >= $2 AND "day" <= $3`;

/** Plans, and what organizations use of them. */
@Injectable()
export class PlansService implements Serves<typeof plans> {
  constructor(
    private readonly db: Db,
    private readonly book: PlanBook,
    private readonly meterBook: MeterBook,
    private readonly tally: Tally,
    private readonly standings: Standings,
    private readonly admins: Admins,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async list() {
    const { currency, defaultPlan } = this.config;
    const all = this.book.all.map(([plan, { title, price, limits, includes }]) => ({
      plan,
      title,
      price,
      currency,
      limits,
      includes,
    }));
    return { plans: all, default: defaultPlan };
  }

  async meters() {
    const meters = this.catalogue.meters.map(({ name, about, unit, kind }) => ({
      meter: name,
      about,
      unit,
      kind,
      action: this.book.action(name),
      unit_price: this.book.price(name),
    }));
    return { currency: this.config.currency, meters };
  }

  async usage({ org_id }: In<typeof plans, 'usage'>, caller: Caller) {
    await this.demand(caller, org_id);
    await this.tally.write();
    const month = monthOf(this.clock.now());
    const { plan } = await this.book.of(org_id);
    const shown = this.catalogue.meters.map((meter) => this.usageOf(org_id, month, meter));
    return { plan, month, meters: await Promise.all(shown) };
  }

  async costs({ org_id, from, to }: In<typeof plans, 'costs'>, caller: Caller) {
    await this.demand(caller, org_id);
    await this.tally.write();
    const { rows } = await this.db.read((em) => em.run(usageSql, [org_id, from, to]));
    const used = rows.map((row) => ({
      meter: String(row['meter']),
      gameId: String(row['game_id']),
      day: String(row['day']),
      amount: Number(row['amount']),
    }));
    const gauges = this.catalogue.meters.filter(({ kind }) => kind === 'gauge').map(({ name }) => name);
    const costs = costsOf(used, new Set(gauges), (meter) => this.book.price(meter) ?? 0);
    return { currency: this.config.currency, total: totalOf(costs), costs };
  }

  async setPlan({ org_id, plan, limits }: In<typeof plans, 'setPlan'>, caller: Caller) {
    if (!(await this.admins.has(caller))) throw houseError('request.forbidden');
    if (!this.book.find(plan)) throw plans.error('setPlan', 'plan_unknown');
    const names = new Set(this.catalogue.meters.map(({ name }) => name));
    const unknown = Object.keys(limits).find((meter) => !names.has(meter));
    if (unknown !== undefined) throw plans.error('setPlan', 'meter_unknown', { meter: unknown });
    return this.db.write(async (em) => {
      const org = await em.pick(Org, { id: org_id });
      if (!org || org.deletedAt) throw plans.error('setPlan', 'not_found');
      const bought = await this.book.give(em, org_id, { plan, limits }, caller.id);
      const rows = await em.findBy(MeterRow, { orgId: org_id, month: monthOf(this.clock.now()) });
      for (const row of rows) await this.meterBook.renotice(em, row, bought.limits[row.meter] ?? null);
      return { plan, limits: { ...bought.limits } };
    });
  }

  private async usageOf(orgId: string, month: string, { name, unit, kind }: MeterSpec) {
    const limit = await this.book.limit(orgId, name);
    const row = kind === 'limit' ? null : await this.meterBook.find({ orgId, meter: name, month });
    const used = kind === 'limit' ? null : (row?.used ?? 0);
    return {
      meter: name,
      unit,
      limit,
      used,
      held: row?.held ?? 0,
      state: used === null ? ('ok' as const) : stateOf(used, limit),
      action: this.book.action(name),
      forecast: used === null || kind === 'gauge' ? null : forecast(used, this.clock.now()),
    };
  }

  /** Members who may see what is used, and admins of the installation. */
  private async demand(caller: Caller, orgId: string): Promise<void> {
    try {
      await this.standings.demand(caller, orgId, 'orgs.billing');
    } catch (error) {
      if (!isAethexError(error)) throw error;
      if (error.code === 'orgs.mfa_required') throw plans.error('usage', 'mfa_required');
      const isThere = (await this.db.pick(Org, { id: orgId }))?.deletedAt === null;
      if (isThere && (await this.admins.has(caller))) return;
      throw error.code === 'orgs.not_found' ? plans.error('usage', 'not_found') : error;
    }
  }
}
