import { job } from '@aethex/core';
import type { Provider, Type } from '@nestjs/common';
import { HoldRow } from './hold.entity.js';
import { MeasureGauges } from './measure-gauges.js';
import { MeterBook, noticeJob } from './meter-book.js';
import { MeterRow } from './meter.entity.js';
import { OrgPlan } from './org-plan.entity.js';
import { PlanBook } from './plan-book.js';
import { PlansService } from './plans.service.js';
import { Seen } from './seen.entity.js';
import { SendQuotaNotice } from './send-quota-notice.js';
import { SweepQuotas } from './sweep-quotas.js';
import { Tally } from './tally.js';
import { UsageRow } from './usage.entity.js';

/** What the plugin's table of contents takes from this room. */
export const plansParts = {
  services: [PlansService],
  entities: [OrgPlan, MeterRow, HoldRow, Seen, UsageRow] as (new () => object)[],
  jobs: [
    job(noticeJob, SendQuotaNotice),
    job('orgs.measureGauges', MeasureGauges, { every: '7 * * * *' }),
    job('orgs.sweepQuotas', SweepQuotas, { every: '*/5 * * * *' }),
  ],
  controllers: [] as Type[],
  providers: [PlanBook, MeterBook, Tally] as Provider[],
} as const;
