import type { Line } from './line.js';
import type { Pool } from './pool.js';

/** Walks from a ticket to both sides, the nearer first; a side ends where the ticket puts up with nobody any more. */
export class Neighbours {
  private readonly value: Float64Array | undefined;
  private mine = 0;
  private lo = -Infinity;
  private hi = Infinity;
  private before = -1;
  private after = -1;

  constructor(
    private readonly pool: Pool,
    private readonly line: Line,
  ) {
    this.value = pool.bands[0]?.value;
  }

  from(index: number): this {
    const [bands] = this.pool.bands;
    if (bands) {
      this.mine = bands.value[index] as number;
      this.lo = bands.lo[index] as number;
      this.hi = bands.hi[index] as number;
    }
    const place = this.line.placeOf(index);
    // A player may put up with others only who are far from their own rating.
    const isAbove = this.mine > this.hi;
    const isBelow = this.mine < this.lo;
    this.before = isAbove ? this.line.upTo(this.hi) : this.line.next(place, 'before');
    this.after = isBelow ? this.line.from(this.lo) : this.line.next(place, 'after');
    return this;
  }

  /** The same for a room that seeks players: where nothing says who is near, the oldest come first. */
  forRoom(index: number): this {
    this.from(index);
    if (this.value) return this;
    this.before = -1;
    this.after = this.line.first;
    return this;
  }

  /** The next one, or -1. */
  next(): number {
    const down = this.distance(this.before);
    const up = this.distance(this.after);
    if (down === Infinity && up === Infinity) return -1;
    const isDown = down < up;
    const place = isDown ? this.before : this.after;
    if (isDown) this.before = this.line.next(place, 'before');
    else this.after = this.line.next(place, 'after');
    return this.line.at(place);
  }

  /** How far the ticket at a place is, by the heaviest difference; infinite beyond what is put up with. */
  private distance(place: number): number {
    if (place < 0) return Infinity;
    if (!this.value) return 0;
    const theirs = this.value[this.line.at(place)] as number;
    if (theirs < this.lo || theirs > this.hi) return Infinity;
    const distance = Math.abs(theirs - this.mine);
    return Number.isNaN(distance) ? 0 : distance;
  }
}
