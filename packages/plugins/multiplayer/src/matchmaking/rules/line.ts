import type { Pool } from './pool.js';

const nobody = -1;

/** The tickets of a bucket that are not taken yet, in a line by the value that decides who is near whom. */
export class Line {
  /** Places in the pool, in order. */
  private readonly order: Int32Array;
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private readonly places: Int32Array;

  /** Only the newest line of a pool may be used. */
  constructor(pool: Pool, members: readonly number[]) {
    const value = pool.bands[0]?.value;
    this.order = Int32Array.from(members);
    if (value) sortBy(this.order, value);
    this.places = pool.places;
    const { length } = this.order;
    this.before = new Int32Array(length);
    this.after = new Int32Array(length);
    for (let place = 0; place < length; place += 1) {
      this.before[place] = place - 1;
      this.after[place] = place + 1 < length ? place + 1 : nobody;
      this.places[this.order[place] as number] = place;
    }
  }

  placeOf(index: number): number {
    return this.places[index] as number;
  }

  /** The ticket at a place. */
  at(place: number): number {
    return this.order[place] as number;
  }

  /** The next place to a side that is not taken; -1 at the end. */
  next(place: number, side: 'before' | 'after'): number {
    return this[side][place] as number;
  }

  remove(index: number): void {
    const place = this.placeOf(index);
    const before = this.before[place] as number;
    const after = this.after[place] as number;
    if (before !== nobody) this.after[before] = after;
    if (after !== nobody) this.before[after] = before;
  }
}

/** Those without a value come last; of equals the older first. */
function sortBy(order: Int32Array, value: Float64Array): void {
  order.sort((one, other) => {
    const mine = value[one] as number;
    const theirs = value[other] as number;
    if (mine < theirs) return -1;
    if (mine > theirs) return 1;
    if (Number.isNaN(mine) !== Number.isNaN(theirs)) return Number.isNaN(mine) ? 1 : -1;
    return one - other;
  });
}
