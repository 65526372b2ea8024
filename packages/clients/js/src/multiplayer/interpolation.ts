import type { Undo } from '../listeners.js';
import type { RoomStates } from './room-states.js';
import { Snapshots, type Moving, type State } from './rules/snapshots.js';
import type { ServerClock } from './server-clock.js';
import type { InterpolationOptions, PlayerState } from './shapes.js';

/** States as they were a moment ago, evenly between the ticks: `at()` is made to be asked once for each picture. */
export interface Interpolation {
  /** `null` while nothing is known of the player. */
  at(playerId: string): PlayerState | null;
  /** Everybody of whom something is known, by player id. */
  all(): Map<string, PlayerState>;
  stop(): void;
}

interface Sources {
  readonly states: RoomStates;
  readonly clock: ServerClock;
  /** Milliseconds between two ticks of the room. */
  readonly tickMs: () => number;
}

/** Keeps the last states of each player and answers what they were at the time that is shown. */
export class SmoothStates implements Interpolation {
  private readonly players = new Map<string, Snapshots>();
  private readonly moving: Moving;
  private readonly undo: Undo[];

  constructor(
    private readonly sources: Sources,
    private readonly options: InterpolationOptions,
  ) {
    const { keys = ['position'], angles = ['rotation'], angleUnit = 'radians' } = options;
    this.moving = { keys, angles, angleUnit };
    const { events, all, at } = sources.states;
    for (const [id, state] of all) this.add(id, state, at);
    this.undo = [
      events.on('changed', (id, state, _change, at) => this.add(id, state, at)),
      events.on('unseen', (id) => void this.players.delete(id)),
    ];
  }

  at(playerId: string): PlayerState | null {
    return this.players.get(playerId)?.at(this.shown()) ?? null;
  }

  all(): Map<string, PlayerState> {
    const time = this.shown();
    return new Map([...this.players].map(([id, snapshots]) => [id, snapshots.at(time) ?? {}]));
  }

  stop(): void {
    for (const undo of this.undo) undo();
    this.players.clear();
  }

  private add(id: string, state: State, at: number): void {
    const snapshots = this.players.get(id) ?? new Snapshots(this.moving);
    this.players.set(id, snapshots);
    snapshots.add(at, state, this.sources.tickMs());
  }

  /** The server's time of what is shown now. */
  private shown(): number {
    return this.sources.clock.serverNow() - this.behind();
  }

  /** A state needs half a round trip to come here, and the next one has to be here as well. */
  private behind(): number {
    const { clock, tickMs } = this.sources;
    return clock.roundTrip / 2 + (this.options.delayMs ?? 2 * tickMs());
  }
}
