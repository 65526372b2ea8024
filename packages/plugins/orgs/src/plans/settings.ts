import { z } from 'zod';

const amount = z.number().int().nonnegative().nullable();

/** A plan as it is written down: limits by meter, `null` for none. */
const PlanSetting = z.strictObject({
  title: z.string().min(1).max(64),
  price: z.number().nonnegative().nullable().default(null),
  limits: z.record(z.string(), amount).default({}),
  includes: z.array(z.string()).default([]),
});
export type PlanFacts = z.output<typeof PlanSetting>;

const ActionSetting = z.enum(['warn', 'throttle', 'refuse', 'read_only']);
export type Action = z.output<typeof ActionSetting>;

/** The plans every installation has, unless it says otherwise. Limits that are not named are none. */
export const presets: Readonly<Record<string, PlanFacts>> = {
  free: {
    title: 'Free',
    price: 0,
    limits: {
      'auth.monthly_players': 5000,
      'saves.bytes_per_player': 1024 ** 3,
      'cdn.delivered_bytes': 100 * 1024 ** 3,
    },
    includes: ['Basic analytics', 'Community support'],
  },
  pro: {
    title: 'Pro',
    price: 99,
    limits: {
      'auth.monthly_players': 50_000,
      'saves.bytes_per_player': 5 * 1024 ** 3,
      'cdn.delivered_bytes': 1024 ** 4,
    },
    includes: ['Advanced analytics', 'Priority support', 'Custom branding'],
  },
  enterprise: {
    title: 'Enterprise',
    price: null,
    limits: {},
    includes: ['Dedicated servers', '24/7 support', 'SLA guarantees', 'White-label options'],
  },
  self_hosted: { title: 'Self-hosted', price: 0, limits: {}, includes: [] },
};

/** What happens beyond the limit of a meter; of others it is `warn`. */
export const actionsByDefault: Readonly<Record<string, Action>> = {
  'auth.monthly_players': 'refuse',
  'saves.bytes_per_player': 'read_only',
  'cdn.delivered_bytes': 'throttle',
};

/** Settings of plans and quotas, in the section `orgs`. */
export const plansSettings = {
  plans: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/), PlanSetting)
    .default({})
    .describe('Plans besides free, pro, enterprise and self_hosted, or in their place.'),
  defaultPlan: z
    .string()
    .default('self_hosted')
    .describe('The plan of organizations that were given none; self_hosted limits nothing.'),
  currency: z.string().length(3).default('USD').describe('What prices are in.'),
  meterActions: z
    .record(z.string(), ActionSetting)
    .default({})
    .describe('What happens beyond the limit of a meter: warn, throttle, refuse or read_only.'),
  unitPrices: z
    .record(z.string(), z.number().nonnegative())
    .default({})
    .describe('What one unit of a meter costs: a player, a byte delivered, a byte stored for a month.'),
  countedPlayers: z
    .number()
    .int()
    .positive()
    .default(100_000)
    .describe(
      'Players a node remembers to have counted this month, so that counting them again costs nothing.',
    ),
} as const;
