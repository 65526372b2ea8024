import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { GameBook } from '../games/game-book.js';
import { News } from '../news/news.js';
import { OrgsConfig } from '../orgs.config.js';
import { KnownTokens } from '../tokens/known-tokens.js';
import { OrgPlan } from './org-plan.entity.js';
import { actionsByDefault, presets, type Action, type PlanFacts } from './settings.js';

/** Plans that are remembered, a few hundred bytes each. */
const mostRemembered = 10_000;

/** What an organization has bought. */
export interface Bought {
  readonly plan: string;
  readonly limits: Readonly<Record<string, number | null>>;
}

/** Knows the plans there are and which one an organization has. */
@Injectable()
export class PlanBook {
  private readonly known = new KnownTokens<{ bought: Bought; subjects: readonly string[] }>(mostRemembered);
  private readonly plans: Readonly<Record<string, PlanFacts>>;

  constructor(
    private readonly db: Db,
    private readonly games: GameBook,
    private readonly news: News,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {
    this.plans = { ...presets, ...config.plans };
    if (!this.plans[config.defaultPlan])
      throw new TypeError(`orgs.defaultPlan is "${config.defaultPlan}", which orgs.plans does not name.`);
    news.listen((subject) => this.known.forget(subject));
  }

  get all(): [plan: string, facts: PlanFacts][] {
    return Object.entries(this.plans);
  }

  find(plan: string): PlanFacts | null {
    return Object.hasOwn(this.plans, plan) ? (this.plans[plan] ?? null) : null;
  }

  /** The organization that pays for a game, or `null`. */
  async payer(gameId: string): Promise<string | null> {
    return (await this.games.byGameId(gameId))?.orgId ?? null;
  }

  /** What an organization has, at most two seconds old. */
  async of(orgId: string): Promise<Bought> {
    const known = this.known.get(orgId);
    if (known) return known.bought;
    const { epoch } = this.news;
    const row = await this.db.pick(OrgPlan, { orgId });
    const bought = this.bought(row);
    if (epoch === this.news.epoch) this.known.add(orgId, { bought, subjects: [subjectOf(orgId)] });
    return bought;
  }

  /** The limit of a meter; `null` for none. */
  async limit(orgId: string, meter: string): Promise<number | null> {
    const { limits } = await this.of(orgId);
    return Object.hasOwn(limits, meter) ? (limits[meter] ?? null) : null;
  }

  action(meter: string): Action {
    return this.config.meterActions[meter] ?? actionsByDefault[meter] ?? 'warn';
  }

  price(meter: string): number | null {
    return this.config.unitPrices[meter] ?? null;
  }

  /** Gives an organization a plan inside a write. */
  async give(em: Unit, orgId: string, wanted: Bought, givenBy: string): Promise<Bought> {
    const row = { ...wanted, givenBy, givenAt: this.clock.now() };
    if ((await em.change(OrgPlan, { orgId }, row)) === 0)
      await em.add(OrgPlan, { ...row, id: this.ids.next(), orgId });
    await this.news.tell(em, orgId, [subjectOf(orgId)]);
    return this.bought({ ...row, id: '', orgId });
  }

  /** A plan that is no longer in the configuration counts as the default one, with the limits that were agreed. */
  private bought(row: OrgPlan | null): Bought {
    const plan = row && this.find(row.plan) ? row.plan : this.config.defaultPlan;
    return { plan, limits: { ...this.find(plan)?.limits, ...row?.limits } };
  }
}

const subjectOf = (orgId: string): string => `plan:${orgId}`;
