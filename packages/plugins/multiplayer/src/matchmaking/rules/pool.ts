import { bandsFor, fillBand, setOf, type Bands } from './acceptance.js';
import type { QueueConfig } from './queue-config.js';
import type { QueueRule, RuleOf } from './queue-rule.js';
import { byAge, waitedAt, type WaitingTicket } from './ticket.js';

/** An intersection rule over all tickets; `null` for those that fit everybody. */
export interface Sets {
  readonly values: readonly (readonly string[] | null)[];
  readonly min: Int32Array;
}

export type ExactRule = RuleOf<'equality'> | RuleOf<'region'>;

/** The waiting tickets of a queue, oldest first, in columns: what the rules make of each at one moment. */
export interface Pool {
  readonly queue: QueueConfig;
  readonly tickets: readonly WaitingTicket[];
  readonly seconds: Float64Array;
  /** Players a ticket brings along: none, if it seeks some for a room. */
  readonly sizes: Int32Array;
  /** 1 for a ticket that is in a match already, or that a rule refuses for what it lacks. */
  readonly taken: Uint8Array;
  /** Rules that want a value in common, in the order they were written. */
  readonly exact: readonly ExactRule[];
  /** The heaviest rule first: it decides who is near whom. */
  readonly bands: readonly Bands[];
  readonly sets: readonly Sets[];
  /** Where each ticket stands in the line that is looked at. */
  readonly places: Int32Array;
}

/** Lays the tickets of a queue out in columns. */
export function poolOf(queue: QueueConfig, waiting: readonly WaitingTicket[], now: number): Pool {
  const tickets = waiting.toSorted(byAge);
  const { length } = tickets;
  const seconds = new Float64Array(length);
  const sizes = new Int32Array(length);
  const taken = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) {
    const ticket = tickets[at] as WaitingTicket;
    seconds[at] = waitedAt(ticket, now);
    sizes[at] = ticket.backfill ? 0 : ticket.players.length;
  }
  const facts = { tickets, seconds, taken };
  const bands = ofType(queue.rules, 'difference')
    .toSorted((one, other) => other.weight - one.weight)
    .map((rule) => bandsOf(rule, facts));
  const sets = ofType(queue.rules, 'intersection').map((rule) => setsOf(rule, facts));
  const exact = queue.rules.filter(isExact);
  return { queue, tickets, seconds, sizes, taken, exact, bands, sets, places: new Int32Array(length) };
}

/** The rules of one type, in the order they were written. */
export const ofType = <T extends QueueRule['type']>(rules: readonly QueueRule[], type: T): RuleOf<T>[] =>
  rules.filter((rule): rule is RuleOf<T> => rule.type === type);

const isExact = (rule: QueueRule): rule is ExactRule => rule.type === 'equality' || rule.type === 'region';

type Facts = Pick<Pool, 'tickets' | 'seconds' | 'taken'>;

function bandsOf(rule: RuleOf<'difference'>, { tickets, seconds, taken }: Facts): Bands {
  const bands = bandsFor(tickets.length);
  for (let at = 0; at < tickets.length; at += 1)
    if (!fillBand(rule, tickets[at] as WaitingTicket, seconds[at] as number, bands, at)) taken[at] = 1;
  return bands;
}

function setsOf(rule: RuleOf<'intersection'>, { tickets, seconds, taken }: Facts): Sets {
  const min = new Int32Array(tickets.length);
  const values = tickets.map((ticket, index) => {
    const set = setOf(rule, ticket, seconds[index] ?? 0);
    if (!set) taken[index] = 1;
    min[index] = set?.min ?? 0;
    return set?.values ?? null;
  });
  return { values, min };
}
