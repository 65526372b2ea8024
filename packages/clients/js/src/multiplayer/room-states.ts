import type { RealtimeServerFrame } from '@aethex/protocol';
import { Channels } from '../listeners.js';
import { revive, type Types } from '../rules/codec.js';
import { difference, merged } from './rules/merge.js';
import type { State } from './rules/snapshots.js';

export type StateFrame = Extract<RealtimeServerFrame, { type: 'state_update' | 'player_state' }>;

/** Reads the packed states of `state_update`. `null` when a whole frame is needed first. */
export type Unpack = (frame: Extract<StateFrame, { type: 'state_update' }>) => Unpacked | null;

export interface Unpacked {
  readonly server_ts: number;
  /** The players are all that are in sight, and whole. */
  readonly keyframe?: boolean | undefined;
  readonly players?: readonly { readonly player_id: string; readonly data: State }[] | undefined;
  readonly gone?: readonly string[] | undefined;
}

interface StatesEvents {
  /** `at` is the server's clock, in milliseconds. */
  changed: [playerId: string, state: State, change: State, at: number];
  unseen: [playerId: string];
  /** What came cannot be understood without a whole frame. */
  lost: [];
}

/** The states of the players of a room, merged from what comes in. */
export class RoomStates {
  readonly all = new Map<string, State>();
  readonly events = new Channels<StatesEvents>();
  /** When the newest of them were told: the server's clock, in milliseconds. */
  at = 0;
  private unpack: Unpack;

  constructor(
    private readonly types: Types,
    private readonly newUnpack: () => Unpack,
  ) {
    this.unpack = newUnpack();
  }

  /** Begins anew with the states that came with the room. */
  restart(states: Readonly<Record<string, State>>, at: number): void {
    this.unpack = this.newUnpack();
    this.replace(states, at);
  }

  take(frame: StateFrame): void {
    if (frame.type === 'player_state')
      return frame.gone ? this.forget(frame.player_id) : this.merge([frame], frame.server_ts);
    const told = this.unpack(frame);
    if (!told) return this.events.tell('lost');
    const { players = [], gone = [], server_ts: at } = told;
    for (const id of gone) this.forget(id);
    if (!told.keyframe) return this.merge(players, at);
    this.replace(Object.fromEntries(players.map(({ player_id: id, data }) => [id, data])), at);
  }

  forget(playerId: string): void {
    if (this.all.delete(playerId)) this.events.tell('unseen', playerId);
  }

  /** The states as they are, in place of all that was known. */
  private replace(states: Readonly<Record<string, State>>, at: number): void {
    this.at = at;
    for (const id of this.all.keys()) if (!Object.hasOwn(states, id)) this.forget(id);
    for (const [id, state] of Object.entries(states)) this.put(id, state, { whole: true, at });
  }

  private merge(players: readonly { readonly player_id: string; readonly data: State }[], at: number): void {
    this.at = at;
    for (const { player_id: id, data } of players) this.put(id, data, { whole: false, at });
  }

  private put(id: string, data: State, { whole, at }: { whole: boolean; at: number }): void {
    const told = revive(data, this.types) as State;
    const before = this.all.get(id);
    const state = whole ? told : merged(before ?? {}, told);
    // A keyframe says again what is known.
    const change = whole && before ? difference(before, state) : told;
    if (!change) return;
    this.all.set(id, state);
    this.events.tell('changed', id, state, change, at);
  }
}
