/** Milliseconds over which incidents are counted together. */
const window = 60_000;

/** Counts what should not happen too often. */
export class Incidents {
  private count = 0;
  private since = -Infinity;

  /** Adds one and returns how many there were in this minute. `now` is monotonic. */
  add(now: number): number {
    if (now - this.since > window) {
      this.since = now;
      this.count = 0;
    }
    this.count += 1;
    return this.count;
  }
}
