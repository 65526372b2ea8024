import { boundAfter } from './expansion.js';
import type { RuleOf } from './queue-rule.js';
import { partyRating, type WaitingTicket } from './ticket.js';

/** A difference rule over tickets, in columns: what each is worth, and what of others it puts up with. */
export interface Bands {
  /** `NaN` for one without the attribute that fits everybody. */
  readonly value: Float64Array;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

export const bandsFor = (length: number): Bands => ({
  value: new Float64Array(length),
  lo: new Float64Array(length),
  hi: new Float64Array(length),
});

/** Writes what a ticket is worth into the columns. `false`: it lacks the attribute and is refused. */
export function fillBand(
  rule: RuleOf<'difference'>,
  ticket: WaitingTicket,
  seconds: number,
  { value, lo, hi }: Bands,
  at: number,
): boolean {
  const bound = boundAfter(rule, seconds) ?? Infinity;
  const own = valueOf(rule, ticket);
  const mine = own ?? NaN;
  value[at] = mine;
  if (ticket.window !== null && rule.attribute === 'rating') {
    const wider = Math.max(0, bound - rule.max);
    lo[at] = ticket.window[0] - wider;
    hi[at] = ticket.window[1] + wider;
  } else {
    lo[at] = Number.isNaN(mine) ? -Infinity : mine - bound;
    hi[at] = Number.isNaN(mine) ? Infinity : mine + bound;
  }
  return own !== null || bound === Infinity;
}

function valueOf(rule: RuleOf<'difference'>, ticket: WaitingTicket): number | null {
  if (rule.attribute === 'rating') return partyRating(ticket.players, rule.by);
  const said = ticket.attributes[rule.attribute];
  if (typeof said === 'number') return said;
  if (rule.when_missing === 'any') return NaN;
  return rule.when_missing === 'refuse' ? null : rule.when_missing.default;
}

/** The last key of everybody who does without a rule: all who do meet under it. No attribute can be this. */
export const free = '\u0000free';
/** The key under which those meet who fit everybody. */
export const anybody = '\u0000any';

const none: readonly string[] = [];
/** Lists of one value, kept so that a pass over many tickets of few modes and regions makes no garbage. */
const singles = new Map<string, readonly string[]>();
const mostSingles = 10_000;

function only(value: string): readonly string[] {
  const known = singles.get(value);
  if (known) return known;
  if (singles.size >= mostSingles) singles.clear();
  const list = [value];
  singles.set(value, list);
  return list;
}

/**
 * The values under which a ticket may meet others for a rule that wants one value in common, the dearest first;
 * `null` when any will do. An empty list meets nobody.
 */
export function keysOf(
  rule: RuleOf<'equality'> | RuleOf<'region'>,
  ticket: WaitingTicket,
  seconds: number,
): readonly string[] | null {
  const bound = boundAfter(rule, seconds);
  const keys = rule.type === 'equality' ? valuesOf(rule, ticket) : regionsOf(rule, ticket, bound);
  return bound === null && keys !== null ? [...keys, free] : keys;
}

function valuesOf(rule: RuleOf<'equality'>, { attributes }: WaitingTicket): readonly string[] | null {
  const said = attributes[rule.attribute];
  return typeof said === 'string' || typeof said === 'number'
    ? only(String(said))
    : unsaid(rule.when_missing);
}

function regionsOf(
  rule: RuleOf<'region'>,
  { region, latencies }: WaitingTicket,
  bound: number | null,
): readonly string[] | null {
  if (isEmpty(latencies)) return region === null ? unsaid(rule.when_missing) : only(region);
  const most = bound ?? rule.max_latency_ms;
  const near = Object.keys(latencies)
    .filter((name) => name !== region && (latencies[name] ?? Infinity) <= most)
    .toSorted((one, other) => (latencies[one] ?? 0) - (latencies[other] ?? 0));
  return region === null ? near : [region, ...near];
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

function unsaid(whenMissing: 'any' | 'refuse' | { readonly default: string }): readonly string[] | null {
  if (whenMissing === 'any') return null;
  return whenMissing === 'refuse' ? none : only(whenMissing.default);
}

/** What an intersection rule makes of a ticket: its values and how many must be common; `null` for one that is refused. */
export function setOf(
  rule: RuleOf<'intersection'>,
  ticket: WaitingTicket,
  seconds: number,
): { readonly values: readonly string[] | null; readonly min: number } | null {
  const min = boundAfter(rule, seconds) ?? 0;
  const said = ticket.attributes[rule.attribute];
  if (typeof said === 'string') return { values: [said], min };
  if (typeof said === 'object') return { values: said, min };
  if (rule.when_missing === 'any' || min === 0) return { values: null, min };
  return rule.when_missing === 'refuse' ? null : { values: rule.when_missing.default, min };
}
