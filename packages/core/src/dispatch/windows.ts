interface Window {
  index: number;
  used: number;
  readonly seconds: number;
}

/** How many keys may gather before the windows that have passed are thrown away. */
const firstSweep = 10_000;

/** Counts in fixed windows inside this process: one map lookup per count. */
export class Windows {
  private readonly byKey = new Map<string, Window>();
  private sweepAt = firstSweep;

  get size(): number {
    return this.byKey.size;
  }

  /** Counts one and returns 0, or the seconds to wait when there were more than `times` in the window of `seconds`. */
  count(key: string, times: number, seconds: number, nowMs: number): number {
    const index = Math.floor(nowMs / (seconds * 1000));
    const window = this.byKey.get(key);
    if (!window) return this.open(key, index, nowMs, seconds, times);
    if (window.index !== index) {
      window.index = index;
      window.used = 0;
    }
    window.used += 1;
    return window.used > times ? waitOf(index, seconds, nowMs) : 0;
  }

  private open(key: string, index: number, nowMs: number, seconds: number, times: number): number {
    if (this.byKey.size >= this.sweepAt) this.sweep(nowMs);
    this.byKey.set(key, { index, used: 1, seconds });
    return times < 1 ? waitOf(index, seconds, nowMs) : 0;
  }

  /** Throws away what has passed; what is left decides when to look again. */
  private sweep(nowMs: number): void {
    for (const [key, { index, seconds }] of this.byKey) {
      if ((index + 1) * seconds * 1000 <= nowMs) this.byKey.delete(key);
    }
    this.sweepAt = Math.max(firstSweep, this.byKey.size * 2);
  }
}

const waitOf = (index: number, seconds: number, nowMs: number): number =>
  Math.max(1, Math.ceil((index + 1) * seconds - nowMs / 1000));
