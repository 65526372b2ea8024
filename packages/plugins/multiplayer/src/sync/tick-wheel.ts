export interface TickWheelOptions {
  /** Hears of every tick: how long it ran and how late it began, in milliseconds. */
  readonly onTick?: (durationMs: number, latenessMs: number) => void;
  /** Hears what a tick threw. The others run on. */
  readonly onError: (error: unknown) => void;
}

interface Beat {
  readonly period: number;
  readonly run: () => void;
  readonly phase: number;
  /** In milliseconds of `performance.now()`. */
  due: number;
  isOver: boolean;
}

const slotMs = 4;
/** A little more than a second of slots, for the slowest beat is one a second. */
const slotCount = 256;
/**
 * Beats of one rate begin at one of a few moments of their period, for waking up often costs more than ticking: a
 * quarter of a period apart, and an eighth once so many beat that a quarter of them would keep the others waiting.
 */
const phases = 8;
const manyBeats = 128;

/**
 * Runs whatever has to run many times a second, all of it with one timer, spread over time. After a pause each runs once, not once for each tick that was missed.
 */
export class TickWheel {
  private readonly slots: Beat[][] = Array.from({ length: slotCount }, () => []);
  private timer: NodeJS.Timeout | null = null;
  private wakesAt = Number.POSITIVE_INFINITY;
  /** The last slot that was emptied. */
  private emptied = 0;
  private beats = 0;
  /** How many beats each phase has. */
  private readonly loads: number[] = Array.from({ length: phases }, () => 0);

  constructor(private readonly options: TickWheelOptions) {}

  /** Runs something `hz` times a second, 1 to 60, until undone. */
  add(hz: number, run: () => void): () => void {
    const period = 1000 / Math.min(60, Math.max(1, hz));
    const now = performance.now();
    const phase = this.freest();
    const offset = (phase / phases) * period;
    const due = Math.floor((now - offset) / period + 1) * period + offset;
    const beat: Beat = { period, run, phase, due, isOver: false };
    if (this.beats === 0) this.emptied = Math.floor(now / slotMs);
    this.count(beat, 1);
    this.place(beat);
    this.wakeForNext();
    return () => {
      if (beat.isOver) return;
      beat.isOver = true;
      this.count(beat, -1);
    };
  }

  private count({ phase }: Beat, by: 1 | -1): void {
    this.beats += by;
    this.loads[phase] = (this.loads[phase] ?? 0) + by;
  }

  private freest(): number {
    const step = this.beats < manyBeats ? 2 : 1;
    let freest = 0;
    for (let phase = 0; phase < phases; phase += step)
      if ((this.loads[phase] ?? 0) < (this.loads[freest] ?? 0)) freest = phase;
    return freest;
  }

  private place(beat: Beat): void {
    // A slot that was emptied is not looked at again for a round.
    const slot = Math.max(slotOf(beat.due), this.emptied + 1);
    this.slots[slot % slotCount]?.push(beat);
  }

  private turn(): void {
    this.timer = null;
    this.wakesAt = Number.POSITIVE_INFINITY;
    const last = Math.floor(performance.now() / slotMs);
    const first = Math.max(this.emptied + 1, last - slotCount + 1);
    for (let slot = first; slot <= last; slot++) this.empty(slot);
    this.emptied = Math.max(this.emptied, last);
    this.wakeForNext();
  }

  private empty(slot: number): void {
    const index = slot % slotCount;
    const beats = this.slots[index] ?? [];
    if (beats.length === 0) return;
    this.slots[index] = [];
    this.emptied = slot;
    for (const beat of beats) if (!beat.isOver) this.run(beat);
  }

  private run(beat: Beat): void {
    const started = performance.now();
    try {
      beat.run();
    } catch (error) {
      this.options.onError(error);
    }
    const ended = performance.now();
    this.options.onTick?.(ended - started, Math.max(0, started - beat.due));
    if (beat.isOver) return;
    beat.due += beat.period;
    if (beat.due <= ended) beat.due += (Math.floor((ended - beat.due) / beat.period) + 1) * beat.period;
    this.place(beat);
  }

  private wakeForNext(): void {
    if (this.beats === 0) return;
    for (let slot = this.emptied + 1; slot <= this.emptied + slotCount; slot++) {
      if (this.slots[slot % slotCount]?.length === 0) continue;
      this.wakeFor(slot);
      return;
    }
  }

  private wakeFor(slot: number): void {
    if (slot >= this.wakesAt) return;
    if (this.timer) clearTimeout(this.timer);
    this.wakesAt = slot;
    const delay = Math.ceil(slot * slotMs - performance.now());
    this.timer = setTimeout(() => this.turn(), Math.max(1, delay)).unref();
  }
}

/** The first slot that is not before a moment. */
const slotOf = (ms: number): number => Math.ceil(ms / slotMs);
