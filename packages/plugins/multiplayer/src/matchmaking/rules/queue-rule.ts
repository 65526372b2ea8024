import { z } from 'zod';

const Seconds = z.number().nonnegative().max(86_400);
const Attribute = z.string().regex(/^\w{1,64}$/, 'must be 1 to 64 letters, digits or "_"');

/** How a bound widens while a ticket waits. Of `steps` the last one that is due counts; `null` switches the rule off. */
export const Expansion = z.union([
  z.strictObject({
    linear: z.strictObject({ every_seconds: z.number().positive(), by: z.number(), limit: z.number() }),
  }),
  z.strictObject({
    steps: z
      .array(z.strictObject({ after_seconds: Seconds, value: z.number().nullable() }))
      .min(1)
      .max(20),
  }),
]);

/** What a ticket counts as that lacks the attribute: refused, fitting everybody, or as if it had said the default. */
const whenMissing = <T extends z.ZodType>(value: T) =>
  z.union([z.enum(['refuse', 'any']), z.strictObject({ default: value })]).default('any');

const common = {
  /** Among differences the heaviest decides who is near whom. */
  weight: z.number().positive().default(1),
  /** After so many seconds the ticket does without the rule. */
  optional_after_seconds: Seconds.optional(),
};

export const QueueRule = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('equality'),
    attribute: Attribute,
    when_missing: whenMissing(z.string()),
    ...common,
  }),
  z.strictObject({
    type: z.literal('difference'),
    attribute: Attribute.meta({ description: '`rating` is the rating the server holds' }),
    max: z.number().nonnegative(),
    by: z
      .enum(['average', 'min', 'max'])
      .default('average')
      .meta({ description: 'what the ratings of a party count as' }),
    when_missing: whenMissing(z.number()),
    expansion: Expansion.optional(),
    ...common,
  }),
  z.strictObject({
    type: z.literal('intersection'),
    attribute: Attribute,
    min: z.number().int().positive().default(1),
    when_missing: whenMissing(z.array(z.string())),
    expansion: Expansion.optional(),
    ...common,
  }),
  z.strictObject({
    type: z.literal('region'),
    max_latency_ms: z.number().positive().default(150),
    when_missing: whenMissing(z.string()),
    expansion: Expansion.optional(),
    ...common,
  }),
  z.strictObject({
    type: z.literal('team_balance'),
    max_difference: z.number().nonnegative(),
    expansion: Expansion.optional(),
    ...common,
  }),
  z.strictObject({
    type: z.literal('team_size_similarity'),
    max_difference: z.number().int().nonnegative(),
    expansion: Expansion.optional(),
    ...common,
  }),
]);

export type Expansion = z.infer<typeof Expansion>;
export type QueueRule = z.infer<typeof QueueRule>;
export type RuleOf<T extends QueueRule['type']> = Extract<QueueRule, { type: T }>;

/** What people call a rule: `difference of rating`, `region`. */
export const ruleTitle = (rule: QueueRule): string =>
  'attribute' in rule ? `${rule.type} of ${rule.attribute}` : rule.type.replaceAll('_', ' ');
