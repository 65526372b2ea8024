import { Inject, Injectable } from '@nestjs/common';
import { ClusterConfig } from '../config/sections.js';
import { planToken } from '../module/tokens.js';
import type { Plan } from '../plugin/plan.js';
import type { Port } from '../ports/adapter.js';
import { Database } from '../ports/database.js';

/** Whether this node may have company. */
@Injectable()
export class Cluster {
  /** Other nodes may be at work on the same data: they were announced, or the database lets them. */
  readonly mayHaveOthers: boolean;

  constructor(config: ClusterConfig, @Inject(planToken) plan: Plan) {
    const database = plan.adapters.find(({ port }) => (port as Port) === (Database as Port));
    this.mayHaveOthers = config.nodes > 1 || database?.reach === 'cluster';
  }
}
