import type { Point } from './read-point.js';

interface Placed<T> {
  readonly item: T;
  readonly point: Point;
}

/** Finds what is near without looking at everything: the world in square cells, each with what stands in it. */
export class Grid<T> {
  private readonly cells = new Map<number, Placed<T>[]>();

  /** `reach`: the farthest distance that will be asked for. */
  constructor(private readonly reach: number) {}

  clear(): void {
    this.cells.clear();
  }

  put(item: T, point: Point): void {
    const key = cellKey(this.column(point.x), this.column(point.y));
    const cell = this.cells.get(key);
    if (cell) cell.push({ item, point });
    else this.cells.set(key, [{ item, point }]);
  }

  /** Tells everything within reach of a point, with its distance. */
  near(point: Point, tell: (item: T, distance: number) => void): void {
    const [column, row] = [this.column(point.x), this.column(point.y)];
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = row - 1; j <= row + 1; j++) {
        for (const placed of this.cells.get(cellKey(i, j)) ?? []) {
          const distance = distanceOf(placed.point, point);
          if (distance <= this.reach) tell(placed.item, distance);
        }
      }
    }
  }

  private column(at: number): number {
    return Math.floor(at / this.reach);
  }
}

const worldSize = 2 ** 26;

/** Cells of a world that is far too large meet in one key, which costs time and nothing else. */
const cellKey = (column: number, row: number): number =>
  (((column % worldSize) + worldSize) % worldSize) * worldSize +
  (((row % worldSize) + worldSize) % worldSize);

// Math.hypot takes ten times as long.
const distanceOf = (a: Point, b: Point): number => {
  const x = a.x - b.x;
  const y = a.y - b.y;
  const z = a.z - b.z;
  return Math.sqrt(x * x + y * y + z * z);
};
