/** The way round a full circle. */
const circles = { radians: 2 * Math.PI, degrees: 360 } as const;

export type AngleUnit = keyof typeof circles;

/**
 * A value between two: numbers on the straight line, arrays and objects of numbers each for itself. What is no number, or
 * does not match, stays as it was until the second time is reached. `share` is 0 at `from` and 1 at `to`.
 */
export function between(from: unknown, to: unknown, share: number): unknown {
  if (share >= 1) return to;
  if (typeof from === 'number' && typeof to === 'number') return from + (to - from) * share;
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.map((part, index) => between(part, to[index], share));
  if (isPlain(from) && isPlain(to))
    return Object.fromEntries(
      Object.entries(from).map(([key, part]) => [key, key in to ? between(part, to[key], share) : part]),
    );
  return from;
}

/** The same for angles, the short way round; a number, or arrays and objects of them. */
export function turned(from: unknown, to: unknown, share: number, unit: AngleUnit = 'radians'): unknown {
  if (share >= 1) return to;
  if (typeof from === 'number' && typeof to === 'number') return from + shortest(to - from, unit) * share;
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.map((part, index) => turned(part, to[index], share, unit));
  if (isPlain(from) && isPlain(to))
    return Object.fromEntries(
      Object.entries(from).map(([key, part]) => [key, key in to ? turned(part, to[key], share, unit) : part]),
    );
  return from;
}

/** The same turn, at most half a circle to either side. */
function shortest(turn: number, unit: AngleUnit): number {
  const circle = circles[unit];
  return turn - circle * Math.round(turn / circle);
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
