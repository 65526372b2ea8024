import { Inject, Injectable } from '@nestjs/common';
import { planToken } from '../module/tokens.js';
import type { Plan } from './plan.js';

/** Something a plugin gives to another one, for a point which that one names: `{ point: 'multiplayer.rooms', value }`. */
export interface Extension<Value = unknown> {
  /** `<plugin>.<what>` */
  readonly point: string;
  readonly value: Value;
}

/** What plugins gave to each other in `extends`. */
@Injectable()
export class Extensions {
  constructor(@Inject(planToken) private readonly plan: Plan) {}

  /** The values for a point, in the order of the plugins. Their type is what the point's own helper made them with. */
  of<Value>(point: string): readonly Value[] {
    return this.plan.plugins
      .flatMap(({ spec }) => spec.extends ?? [])
      .filter((extension) => extension.point === point)
      .map(({ value }) => value as Value);
  }
}
