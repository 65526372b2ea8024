import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Id } from '../../contract/schemas.js';
import { memberErrors, notFound } from '../orgs/errors.js';
import { exampleMeter, examplePlan, exampleUsage, org_id } from './examples.js';
import { Cost, Day, Limits, Meter, MeterState, MeterUsage, Plan } from './shapes.js';

/** What organizations may use, what they use, and what it costs. */
export const plans = defineContract(
  'plans',
  {
    list: {
      summary: 'List the plans of this installation.',
      who: 'player',
      http: 'GET /plans',
      input: z.object({}),
      output: z.object({
        plans: z.array(Plan),
        default: z.string().meta({ description: 'the plan of organizations that were given none' }),
      }),
      example: { input: {}, output: { plans: [examplePlan], default: 'self_hosted' } },
    },
    meters: {
      summary: 'List what is metered, what happens beyond its limit, and what a unit of it costs.',
      who: 'player',
      http: 'GET /plans/meters',
      input: z.object({}),
      output: z.object({ currency: z.string(), meters: z.array(Meter) }),
      example: { input: {}, output: { currency: 'USD', meters: [exampleMeter] } },
    },
    usage: {
      summary: 'Read what an organization has used this month, against its limits.',
      notes: 'Needs `orgs.billing`. Admins of the installation read every organization’s.',
      who: 'player',
      http: 'GET /orgs/:org_id/usage',
      input: z.object({ org_id: Id }),
      output: z.object({
        plan: z.string(),
        month: z.string().meta({ description: 'such as 2026-01 (UTC)' }),
        meters: z.array(MeterUsage),
      }),
      errors: memberErrors,
      example: {
        input: { org_id },
        output: { plan: 'pro', month: '2026-01', meters: [exampleUsage] },
      },
    },
    costs: {
      summary: 'Read what an organization has used between two days, by meter and game, and what it costs.',
      notes: 'Needs `orgs.billing`. Meters without a unit price cost nothing.',
      who: 'player',
      http: 'GET /orgs/:org_id/costs',
      input: z
        .object({ org_id: Id, from: Day, to: Day })
        .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' }),
      output: z.object({ currency: z.string(), total: z.number(), costs: z.array(Cost) }),
      errors: memberErrors,
      example: {
        input: { org_id, from: '2026-01-01', to: '2026-01-31' },
        output: {
          currency: 'USD',
          total: 0.46,
          costs: [
            {
              meter: 'saves.stored_bytes',
              game_id: 'starfall',
              amount: 20_000_000_000,
              unit_price: 2.3e-11,
              cost: 0.46,
            },
          ],
        },
      },
    },
    setPlan: {
      summary: 'Give an organization a plan, and limits of its own where it was promised others.',
      notes:
        'For admins of the installation. It counts within two seconds. A smaller plan deletes nothing: what is beyond its limits stays and can be read, exported and deleted.',
      who: 'player',
      http: 'PUT /orgs/:org_id/plan',
      input: z.object({
        org_id: Id,
        plan: z.string().max(32),
        limits: Limits.default({}).meta({ description: 'by meter, in place of those of the plan' }),
      }),
      output: z.object({ plan: z.string(), limits: z.record(z.string(), z.number().nullable()) }),
      errors: {
        not_found: notFound,
        plan_unknown: {
          kind: 'invalid',
          message: 'This installation has no such plan. plans.list lists them.',
        },
        meter_unknown: {
          kind: 'invalid',
          message: 'No plugin of this server has such a meter. plans.meters lists them.',
          data: z.object({ meter: z.string() }),
        },
      },
      audited: ['org_id', 'plan', 'limits'],
      example: {
        input: { org_id, plan: 'pro' },
        output: { plan: 'pro', limits: examplePlan.limits },
      },
    },
  },
  {
    metered: {
      summary: 'A meter of an organization has reached 80, 100 or 120 % of its limit, once a month each.',
      to: 'plugins',
      data: z.object({
        org_id: z.string(),
        meter: z.string(),
        month: z.string(),
        state: MeterState,
        used: z.number(),
        limit: z.number(),
      }),
    },
  },
);
