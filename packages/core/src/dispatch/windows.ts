interface Window {
  index: number;
  /** Counted here. */
  used: number;
  /** How much of it the other nodes know. */
  told: number;
  /** Counted by other nodes, as far as they have told. */
  others: number;
  times: number;
  readonly seconds: number;
}

/** What a node has counted and the others do not know yet. */
export interface News {
  readonly key: string;
  /** Which window since 1970. */
  readonly index: number;
  readonly by: number;
  /** Length of the window. */
  readonly seconds: number;
}

/** How many keys may gather before the windows that have passed are thrown away. */
const firstSweep = 10_000;
/** The part of a limit that a node may count before the others have to know. */
const unknownPart = 1 / 20;

/** Counts in fixed windows inside this process: one map lookup per count. What other nodes count can be added. */
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
    if (window.index !== index) Object.assign(window, { index, used: 0, told: 0, others: 0 });
    window.used += 1;
    window.times = times;
    return window.used + window.others > times ? waitOf(index, seconds, nowMs) : 0;
  }

  /** What the other nodes should know by now: counts that have grown by a twentieth of their limit. */
  news(nowMs: number): News[] {
    const news: News[] = [];
    for (const [key, { index, used, told, times, seconds }] of this.byKey) {
      const isOver = (index + 1) * seconds * 1000 <= nowMs;
      if (!isOver && used - told > times * unknownPart) news.push({ key, index, by: used - told, seconds });
    }
    return news;
  }

  /** Takes note that the others know of some news, and of the sum over all nodes that came of it. */
  learn({ key, index, by }: News, sum: number): void {
    const window = this.byKey.get(key);
    if (window?.index !== index) return;
    window.told += by;
    window.others = Math.max(0, sum - window.told);
  }

  private open(key: string, index: number, nowMs: number, seconds: number, times: number): number {
    if (this.byKey.size >= this.sweepAt) this.sweep(nowMs);
    this.byKey.set(key, { index, used: 1, told: 0, others: 0, times, seconds });
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
