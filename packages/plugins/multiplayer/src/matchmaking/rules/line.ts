import type { Pool } from './pool.js';

const nobody = -1;
/** Ratings are told apart from here on. */
const smallest = 1e-9;

/** The tickets of a bucket that are not taken yet, in a line by the value that decides who is near whom. */
export class Line {
  /** Places in the pool, in order. */
  private readonly order: Int32Array;
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private readonly places: Int32Array;
  private readonly taken: Uint8Array;
  private readonly value: Float64Array | undefined;
  private head: number;

  /** Only the newest line of a pool may be used. */
  constructor(pool: Pool, members: readonly number[]) {
    this.value = pool.bands[0]?.value;
    this.taken = pool.taken;
    this.order = Int32Array.from(members);
    if (this.value) sortBy(this.order, this.value);
    this.places = pool.places;
    const { length } = this.order;
    this.head = length === 0 ? nobody : 0;
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

  /** The first place that is not taken; -1 when all are. */
  get first(): number {
    return this.head;
  }

  /** The next place to a side that is not taken; -1 at the end. */
  next(place: number, side: 'before' | 'after'): number {
    return this[side][place] as number;
  }

  /** The last place with at most this value that is not taken; -1 when there is none. */
  upTo(limit: number): number {
    const { value } = this;
    if (!value) return nobody;
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((value[this.order[middle] as number] as number) <= limit) low = middle + 1;
      else high = middle;
    }
    return this.waiting(low - 1, 'before');
  }

  /** The first place with at least this value that is not taken; -1 when there is none. */
  from(limit: number): number {
    const before = this.upTo(limit - smallest);
    return before === nobody ? this.head : this.next(before, 'after');
  }

  /** The place itself, or the next one to a side that is not taken. What is taken still knows where to go on. */
  private waiting(place: number, side: 'before' | 'after'): number {
    let at = place;
    while (at >= 0 && this.taken[this.at(at)] === 1) at = this.next(at, side);
    return at;
  }

  remove(index: number): void {
    const place = this.placeOf(index);
    const before = this.before[place] as number;
    const after = this.after[place] as number;
    if (before === nobody) this.head = after;
    else this.after[before] = after;
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
