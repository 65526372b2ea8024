import { bandsFor, fillBand, keysOf, setOf } from './acceptance.js';
import type { QueueRule, RuleOf } from './queue-rule.js';
import type { WaitingTicket } from './ticket.js';

/** A ticket and how long it has waited, in seconds. */
export interface Waiting {
  readonly ticket: WaitingTicket;
  readonly seconds: number;
}

/**
 * Whether a rule lets two tickets meet: each has to accept the other, with what each puts up with after its own
 * waiting. Rules about teams say nothing about two.
 */
export function agrees(rule: QueueRule, one: Waiting, other: Waiting): boolean {
  if (rule.type === 'equality' || rule.type === 'region')
    return meet(keysOf(rule, one.ticket, one.seconds), keysOf(rule, other.ticket, other.seconds));
  if (rule.type === 'difference') return near(rule, one, other);
  return rule.type !== 'intersection' || overlap(rule, one, other);
}

/** Whether every rule lets two tickets meet. */
export const compatible = (rules: readonly QueueRule[], one: Waiting, other: Waiting): boolean =>
  rules.every((rule) => agrees(rule, one, other));

function near(rule: RuleOf<'difference'>, one: Waiting, other: Waiting): boolean {
  const bands = bandsFor(2);
  const counts = [one, other].map(({ ticket, seconds }, at) => fillBand(rule, ticket, seconds, bands, at));
  const holds = (mine: number, theirs: number): boolean => {
    const value = bands.value[theirs] as number;
    return (
      Number.isNaN(value) || ((bands.lo[mine] as number) <= value && value <= (bands.hi[mine] as number))
    );
  };
  return counts.every(Boolean) && holds(0, 1) && holds(1, 0);
}

function meet(mine: readonly string[] | null, theirs: readonly string[] | null): boolean {
  if (mine === null) return theirs === null || theirs.length > 0;
  return theirs === null ? mine.length > 0 : mine.some((key) => theirs.includes(key));
}

function overlap(rule: RuleOf<'intersection'>, one: Waiting, other: Waiting): boolean {
  const mine = setOf(rule, one.ticket, one.seconds);
  const theirs = setOf(rule, other.ticket, other.seconds);
  if (mine === null || theirs === null) return false;
  if (mine.values === null || theirs.values === null) return true;
  const others = theirs.values;
  return mine.values.filter((value) => others.includes(value)).length >= Math.max(mine.min, theirs.min);
}
