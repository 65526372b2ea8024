import type { Pool } from './pool.js';

/** Numbers kept per rule and member: the least and greatest value, and what all put up with. */
const width = 4;

/**
 * Tickets of which each accepts each other, built up and taken back one by one. One group serves a whole pass, so that
 * trying a ticket makes no garbage.
 */
export class Group {
  private readonly members: Int32Array;
  private readonly sizes: Int32Array;
  private readonly bounds: Float64Array;
  private readonly common: { readonly values: readonly string[] | null; readonly min: number }[][] = [];
  private count = 0;
  private most = 0;

  constructor(
    private readonly pool: Pool,
    /** Most members there can be. */
    capacity: number,
  ) {
    this.members = new Int32Array(capacity);
    this.sizes = new Int32Array(capacity + 1);
    this.bounds = new Float64Array((capacity + 1) * pool.bands.length * width);
  }

  /** Begins anew; from now on it takes up to so many players. */
  clear(most: number): this {
    this.count = 0;
    this.most = most;
    for (let at = 0; at < this.pool.bands.length * width; at += width) {
      this.bounds[at] = Infinity;
      this.bounds[at + 1] = -Infinity;
      this.bounds[at + 2] = -Infinity;
      this.bounds[at + 3] = Infinity;
    }
    this.common[0] = this.pool.sets.map(() => ({ values: null, min: 0 }));
    return this;
  }

  get size(): number {
    return this.sizes[this.count] as number;
  }

  get isFull(): boolean {
    return this.size === this.most;
  }

  /** How many tickets there are. */
  get length(): number {
    return this.count;
  }

  /** A member, in the order they came. */
  at(nth: number): number {
    return this.members[nth] as number;
  }

  /** Takes a ticket in, unless it makes too many players or somebody does not accept somebody. */
  add(index: number): boolean {
    const size = this.size + (this.pool.sizes[index] as number);
    if (size > this.most || this.count === this.members.length) return false;
    if (!this.bind(index) || !this.share(index)) return false;
    this.members[this.count] = index;
    this.count += 1;
    this.sizes[this.count] = size;
    return true;
  }

  /** Takes the last one out again. */
  undo(): void {
    this.count -= 1;
  }

  /** Writes the bounds with one more; `false` unless it lies within what all put up with, and all within what it does. */
  private bind(index: number): boolean {
    const { bands } = this.pool;
    for (let nth = 0; nth < bands.length; nth += 1) {
      const from = (this.count * bands.length + nth) * width;
      const to = from + bands.length * width;
      const value = bands[nth]?.value[index] as number;
      const lo = bands[nth]?.lo[index] as number;
      const hi = bands[nth]?.hi[index] as number;
      const least = this.bounds[from] as number;
      const greatest = this.bounds[from + 1] as number;
      if (value < (this.bounds[from + 2] as number) || value > (this.bounds[from + 3] as number))
        return false;
      if (least < lo || greatest > hi) return false;
      this.bounds[to] = value < least ? value : least;
      this.bounds[to + 1] = value > greatest ? value : greatest;
      this.bounds[to + 2] = Math.max(this.bounds[from + 2] as number, lo);
      this.bounds[to + 3] = Math.min(this.bounds[from + 3] as number, hi);
    }
    return true;
  }

  /** The same for what has to be had in common. */
  private share(index: number): boolean {
    const { sets } = this.pool;
    if (sets.length === 0) return true;
    const next = (this.common[this.count] ?? []).map(({ values, min }, nth) => ({
      values: both(values, sets[nth]?.values[index] ?? null),
      min: Math.max(min, sets[nth]?.min[index] ?? 0),
    }));
    if (this.count > 0 && next.some(({ values, min }) => values !== null && values.length < min))
      return false;
    this.common[this.count + 1] = next;
    return true;
  }
}

function both(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  if (one === null) return other;
  return other === null ? one : one.filter((value) => other.includes(value));
}
