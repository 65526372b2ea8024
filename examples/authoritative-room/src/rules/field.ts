/** Where somebody or something is. The field is a square; its corners are (0, 0) and (size, size). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export const size = 100;
/** Units a second. */
export const speed = 30;
/** How close a player must come to a coin. */
export const reach = 4;

/** Which way a player wants to go: each -1, 0 or 1. */
export interface Heading {
  readonly dx: number;
  readonly dy: number;
}

/** Reads what a client sent as a heading, or `null`: clients may send anything. */
export function headingOf(value: unknown): Heading | null {
  const { dx, dy } = (value ?? {}) as Partial<Record<'dx' | 'dy', unknown>>;
  return isStep(dx) && isStep(dy) ? { dx, dy } : null;
}

const isStep = (value: unknown): value is -1 | 0 | 1 => value === -1 || value === 0 || value === 1;

/** Where a player is after some seconds. Walking askew is no faster than straight, and the field has walls. */
export function moved(from: Point, { dx, dy }: Heading, seconds: number): Point {
  const length = Math.hypot(dx, dy) || 1;
  const step = (speed * seconds) / length;
  return { x: within(from.x + dx * step), y: within(from.y + dy * step) };
}

const within = (value: number): number => Math.min(size, Math.max(0, value));

export const isNear = (a: Point, b: Point): boolean => Math.hypot(a.x - b.x, a.y - b.y) <= reach;

/** The place of the nth coin: spread over the field, the same in every game (Weyl sequence of the plastic number). */
export function coinAt(n: number): Point {
  return { x: size * ((n * 0.7548776662466927) % 1), y: size * ((n * 0.5698402909980532) % 1) };
}
