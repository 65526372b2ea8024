import type { StateData } from '@aethex/protocol/realtime';

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Paths of numbers in a state, such as `position.x`. Without `z` the world is flat. */
export interface PointPaths {
  readonly x: string;
  readonly y: string;
  readonly z?: string;
}

/** Reads where a player is from their state, or `null` when it does not say. */
export function pointReader(paths: PointPaths): (state: Readonly<StateData>) => Point | null {
  const [x, y, z] = [paths.x.split('.'), paths.y.split('.'), paths.z?.split('.')];
  return (state) => {
    const point = { x: numberAt(state, x), y: numberAt(state, y), z: z ? numberAt(state, z) : 0 };
    return Number.isFinite(point.x + point.y + point.z) ? point : null;
  };
}

function numberAt(state: Readonly<StateData>, path: readonly string[]): number {
  let value: unknown = state;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return Number.NaN;
    value = (value as StateData)[step];
  }
  return typeof value === 'number' ? value : Number.NaN;
}
