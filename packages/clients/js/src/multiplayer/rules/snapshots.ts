import { between, turned, type AngleUnit } from './interpolate.js';

export type State = Readonly<Record<string, unknown>>;

interface Snapshot {
  /** The server's clock, in milliseconds. */
  readonly at: number;
  readonly state: State;
}

/** Which keys of a state move between two snapshots; all others jump when their time has come. */
export interface Moving {
  readonly keys: readonly string[];
  readonly angles: readonly string[];
  readonly angleUnit: AngleUnit;
}

/** Snapshots that are kept; at 60 a second about two seconds. */
const most = 128;

/** The last states of one player, in the order of the server's clock. */
export class Snapshots {
  private readonly kept: Snapshot[] = [];

  constructor(private readonly moving: Moving) {}

  /**
   * Takes a state that holds from this time on. Who stood still sends nothing: when more than `gapMs` has passed since the
   * last one, the player stood where they were until one tick ago, and did not glide all the time.
   */
  add(at: number, state: State, gapMs: number): void {
    const last = this.kept.at(-1);
    if (last && at <= last.at) return void (this.kept[this.kept.length - 1] = { at: last.at, state });
    if (last && at - last.at > 2 * gapMs) this.kept.push({ at: at - gapMs, state: last.state });
    this.kept.push({ at, state });
    if (this.kept.length > most) this.kept.splice(0, this.kept.length - most);
  }

  /** The state at a time; before the first and after the last snapshot the nearest one, `null` when there is none. */
  at(time: number): State | null {
    const after = this.kept.findIndex((one) => one.at > time);
    const to = this.kept[after];
    const from = after < 0 ? this.kept.at(-1) : this.kept[after - 1];
    if (!from || !to) return (from ?? to)?.state ?? null;
    return this.mix(from.state, to.state, (time - from.at) / (to.at - from.at));
  }

  private mix(from: State, to: State, share: number): State {
    const mixed: Record<string, unknown> = { ...from };
    for (const key of this.moving.keys)
      if (key in to && key in from) mixed[key] = between(from[key], to[key], share);
    for (const key of this.moving.angles)
      if (key in to && key in from) mixed[key] = turned(from[key], to[key], share, this.moving.angleUnit);
    return mixed;
  }
}
