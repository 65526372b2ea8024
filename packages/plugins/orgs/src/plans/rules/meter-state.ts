export const states = ['ok', 'near', 'over', 'exceeded'] as const;
export type State = (typeof states)[number];

/** How far an amount is: `near` from 80 % of the limit, `over` from 100 %, `exceeded` from 120 %. Whole numbers only. */
export function stateOf(used: number, limit: number | null): State {
  if (limit === null) return 'ok';
  if (used >= graceOf(limit)) return 'exceeded';
  if (used >= limit) return 'over';
  return used >= limit - Math.floor(limit / 5) ? 'near' : 'ok';
}

/** The amount from which a limit is exceeded: 120 % of it. */
export const graceOf = (limit: number): number => Math.floor(limit / 5) + limit;

/** The most that may ever be used, by what happens beyond the limit; `null` when nothing is ever refused. */
export function ceilingOf(limit: number | null, action: string): number | null {
  if (limit === null || action === 'warn') return null;
  return action === 'read_only' ? limit : graceOf(limit);
}
