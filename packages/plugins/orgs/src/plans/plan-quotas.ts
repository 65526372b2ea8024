import { createHash } from 'node:crypto';
import { Catalogue, Clock, Db, Ids, Quotas, type Hold, type Unit, type Use } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { OrgsConfig } from '../orgs.config.js';
import { HoldRow } from './hold.entity.js';
import { MeterBook, type MeterAt } from './meter-book.js';
import { PlanBook } from './plan-book.js';
import { Remembered } from './remembered.js';
import { ceilingOf } from './rules/meter-state.js';
import { monthLength, monthOf } from './rules/period.js';
import { Seen } from './seen.entity.js';
import { Tally } from './tally.js';

/** Milliseconds after which a hold is over. */
const holdLife = 15 * 60_000;

/** Compares what games use with the plans of their organizations. A game that belongs to none is not limited. */
@Injectable()
export class PlanQuotas extends Quotas {
  private readonly counted: Remembered;

  constructor(
    private readonly db: Db,
    private readonly plans: PlanBook,
    private readonly meters: MeterBook,
    private readonly tally: Tally,
    private readonly catalogue: Catalogue,
    private readonly ids: Ids,
    private readonly clock: Clock,
    config: OrgsConfig,
  ) {
    super();
    this.counted = new Remembered(config.countedPlayers);
  }

  async limit(meter: string, gameId: string): Promise<number | null> {
    const orgId = await this.plans.payer(gameId);
    return orgId === null ? null : this.plans.limit(orgId, meter);
  }

  async count(em: Unit, use: Use): Promise<void> {
    const where = await this.placeOf(use);
    if (!where) return;
    if (this.isDistinct(use.meter)) await this.countOnce(em, where, use);
    else await this.use(em, where, use);
  }

  async reserve(use: Use): Promise<Hold> {
    const where = await this.placeOf(use);
    if (!where) return { ...use, id: '' };
    const limit = await this.plans.limit(where.orgId, use.meter);
    const ceiling = use.mayRefuse === false ? null : ceilingOf(limit, this.plans.action(use.meter));
    return this.db.write(async (em) => {
      const held = await this.meters.hold(em, where, use.amount, ceiling);
      if (!held) throw exceeded(use, limit);
      const expiresAt = new Date(this.clock.now().getTime() + holdLife);
      const { gameId, amount } = use;
      const row = { id: this.ids.next(), meterId: held.id, gameId, amount, expiresAt };
      await em.add(HoldRow, row);
      return { ...use, id: row.id };
    });
  }

  async commit(em: Unit, hold: Hold, amount = hold.amount): Promise<void> {
    if (hold.id === '') return;
    const row = await em.pick(HoldRow, { id: hold.id });
    if (!row || row.expiresAt <= this.clock.now() || (await em.drop(HoldRow, { id: row.id })) === 0)
      throw houseError('quota.hold_over');
    const used = Math.min(amount, row.amount);
    const said = await this.meters.settle(em, row.meterId, row.amount, used);
    await this.meters.notice(em, said, said, await this.plans.limit(said.orgId, said.meter));
    const { orgId, meter } = said;
    await this.db.afterCommit(() =>
      this.tally.add({ orgId, gameId: row.gameId, meter, amount: used, unlimited: false }),
    );
  }

  async release(hold: Hold): Promise<void> {
    if (hold.id === '') return;
    await this.db.write(async (em) => {
      const row = await em.pick(HoldRow, { id: hold.id });
      if (row && (await em.drop(HoldRow, { id: row.id })) > 0)
        await this.meters.settle(em, row.meterId, row.amount, 0);
    });
  }

  private async placeOf({ meter, gameId }: Use): Promise<MeterAt | null> {
    const orgId = await this.plans.payer(gameId);
    return orgId === null ? null : { orgId, meter, month: monthOf(this.clock.now()) };
  }

  private isDistinct(meter: string): boolean {
    return this.catalogue.meters.find(({ name }) => name === meter)?.kind === 'distinct';
  }

  /** Whoever this node has counted in the month costs a look into a map; whoever another has, one insert that adds nothing. */
  private async countOnce(em: Unit, where: MeterAt, use: Use): Promise<void> {
    const hash = hashOf(where, use.key ?? '');
    if (this.counted.has(hash)) return;
    const { orgId, month } = where;
    if (await em.add(Seen, { id: this.ids.next(), orgId, month, hash }))
      await this.use(em, where, { ...use, amount: 1 });
    await this.db.afterCommit(() => this.counted.add(hash));
  }

  private async use(em: Unit, where: MeterAt, use: Use): Promise<void> {
    const limit = await this.plans.limit(where.orgId, use.meter);
    if (limit !== null) await this.take(em, where, use, limit);
    const { orgId, meter } = where;
    const { gameId, amount } = use;
    const counted = { orgId, gameId, meter, amount, unlimited: limit === null };
    await this.db.afterCommit(() => this.tally.add(counted));
  }

  private async take(em: Unit, where: MeterAt, use: Use, limit: number): Promise<void> {
    const action = this.plans.action(use.meter);
    const ceiling = use.mayRefuse === false ? null : ceilingOf(limit, action);
    const said =
      (await this.meters.take(em, where, use.amount, ceiling)) ??
      (action === 'throttle' && limit > 0 ? await this.takeSlowly(em, where, use, limit) : null);
    if (!said) throw exceeded(use, limit);
    await this.meters.notice(em, where, said, limit);
  }

  /** Lets through what the limit would allow if the month went on evenly. */
  private takeSlowly(em: Unit, where: MeterAt, { amount }: Use, limit: number) {
    return this.meters.takeSlowly(em, where, amount, (amount * monthLength(this.clock.now())) / limit);
  }
}

const hashOf = ({ orgId, meter, month }: MeterAt, key: string): string =>
  createHash('sha256')
    .update(JSON.stringify([orgId, meter, month, key]))
    .digest('base64url');

const exceeded = ({ meter }: Use, limit: number | null) => houseError('quota.exceeded', { meter, limit });
