import type { Expansion, QueueRule } from './queue-rule.js';

/** The bound of a rule after so many seconds of waiting; `null` when the rule is off by then. */
export function boundAfter(rule: QueueRule, seconds: number): number | null {
  if (rule.optional_after_seconds !== undefined && seconds >= rule.optional_after_seconds) return null;
  const base = baseOf(rule);
  const expansion = 'expansion' in rule ? rule.expansion : undefined;
  return expansion === undefined ? base : expanded(base, expansion, seconds);
}

/** The bound of a rule before any waiting. */
export function baseOf(rule: QueueRule): number {
  if (rule.type === 'difference') return rule.max;
  if (rule.type === 'intersection') return rule.min;
  if (rule.type === 'region') return rule.max_latency_ms;
  return rule.type === 'equality' ? 0 : rule.max_difference;
}

/** The seconds of waiting at which the bound of a rule changes, in order. */
export function changesOf(rule: QueueRule): number[] {
  const moments = new Set<number>();
  if (rule.optional_after_seconds !== undefined) moments.add(rule.optional_after_seconds);
  const expansion = 'expansion' in rule ? rule.expansion : undefined;
  if (expansion && 'steps' in expansion)
    for (const { after_seconds } of expansion.steps) moments.add(after_seconds);
  if (expansion && 'linear' in expansion) {
    const { every_seconds: every, by, limit } = expansion.linear;
    const steps = by === 0 ? 0 : Math.ceil((limit - baseOf(rule)) / by);
    for (let step = 1; step <= Math.min(steps, mostSteps); step += 1) moments.add(step * every);
    if (steps > mostSteps) moments.add(steps * every);
  }
  return [...moments].toSorted((one, other) => one - other);
}

/** Steps of a linear expansion that are looked at one by one. */
const mostSteps = 100;

function expanded(base: number, expansion: Expansion, seconds: number): number | null {
  if ('steps' in expansion) {
    let value: number | null = base;
    let latest = -1;
    for (const step of expansion.steps) {
      if (step.after_seconds > seconds || step.after_seconds < latest) continue;
      latest = step.after_seconds;
      value = step.value;
    }
    return value;
  }
  const { every_seconds: every, by, limit } = expansion.linear;
  const grown = base + Math.floor(seconds / every) * by;
  return by < 0 ? Math.max(limit, grown) : Math.min(limit, grown);
}
