import { z } from 'zod';
import { whole } from '../../contract/schemas.js';

export const MeterName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$/, 'must be a meter such as "auth.monthly_players"')
  .meta({ examples: ['auth.monthly_players'] });

/** Limits by meter: `null` for none. */
export const Limits = z.record(MeterName, whole(0, Number.MAX_SAFE_INTEGER).nullable());

const ShownLimits = z
  .record(z.string(), z.number().nullable())
  .meta({ description: 'by meter; null, or not named: no limit' });

export const Plan = z
  .object({
    plan: z.string(),
    title: z.string(),
    price: z.number().nullable().meta({ description: 'a month, in units of `currency`; null: by agreement' }),
    currency: z.string(),
    limits: ShownLimits,
    includes: z.array(z.string()).meta({ description: 'what else comes with it, as sentences' }),
  })
  .meta({ id: 'Plan' });

export const MeterAction = z.enum(['warn', 'throttle', 'refuse', 'read_only']).meta({
  description:
    'beyond the limit: `warn` tells the owners; `refuse` and `throttle` allow up to 120 %, then nothing more or only as fast as the limit lasts a month; `read_only` takes nothing beyond 100 %',
});

export const Meter = z
  .object({
    meter: z.string(),
    about: z.string(),
    unit: z.enum(['count', 'bytes']),
    kind: z.enum(['limit', 'month', 'distinct', 'gauge']).meta({
      description:
        '`limit`: for each player; `month`: adds up over a calendar month (UTC); `distinct`: how many different ones in the month; `gauge`: what is there now',
    }),
    action: MeterAction,
    unit_price: z.number().nullable().meta({ description: 'of one unit; null: it costs nothing of its own' }),
  })
  .meta({ id: 'Meter' });

export const MeterState = z
  .enum(['ok', 'near', 'over', 'exceeded'])
  .meta({ description: '`near` from 80 % of the limit, `over` from 100 %, `exceeded` from 120 %' });

export const MeterUsage = z
  .object({
    meter: z.string(),
    unit: z.enum(['count', 'bytes']),
    limit: z.number().nullable().meta({ description: 'null: there is none' }),
    used: z.number().nullable().meta({ description: 'null: the limit is for each player' }),
    held: z.number().meta({ description: 'set aside for work that is under way' }),
    state: MeterState,
    action: MeterAction,
    forecast: z.number().nullable().meta({
      description: 'what it will be at the end of the month at this pace; null: it does not add up',
    }),
  })
  .meta({ id: 'MeterUsage' });

export const Day = z.iso.date().meta({ description: 'a day (UTC)', examples: ['2026-01-31'] });

export const Cost = z
  .object({
    meter: z.string(),
    game_id: z.string(),
    amount: z.number().meta({
      description: 'what was used in the days; of a gauge, the average of the days it was measured on',
    }),
    unit_price: z.number(),
    cost: z.number(),
  })
  .meta({ id: 'Cost' });
