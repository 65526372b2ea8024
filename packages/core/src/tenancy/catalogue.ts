import { Inject, Injectable } from '@nestjs/common';
import { planToken } from '../module/tokens.js';
import type { Plan } from '../plugin/plan.js';
import type { MeterSpec } from './quotas.js';

/** What plugins say of permissions and meters, for roles and plans that are made of them. */
@Injectable()
export class Catalogue {
  constructor(@Inject(planToken) private readonly plan: Plan) {}

  /** Every permission with its sentence, in the order of the plugins. */
  get permissions(): Readonly<Record<string, string>> {
    return Object.assign({}, ...this.plan.plugins.map(({ spec }) => spec.permissions ?? {})) as Record<
      string,
      string
    >;
  }

  get meters(): readonly MeterSpec[] {
    return this.plan.plugins.flatMap(({ spec }) => spec.meters ?? []);
  }
}
