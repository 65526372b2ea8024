import type { Answer, Asked, LeaveReason, RoomInfo, RoomPlayer, rooms } from '@aethex/protocol';
import type { ErrorInfo } from '../result.js';
import type { AngleUnit } from './rules/interpolate.js';
import type { State } from './rules/snapshots.js';

export type RoomsContract = typeof rooms;

/** What a player tells of themselves many times a second, merged key by key. */
export type PlayerState = State;

/** A player id, `all`, `others`, `host`, `server` or `group:<name>`. */
export type Target = string;

export interface JoinOptions {
  /** What the others see of the player: a name, a colour. */
  readonly player_data?: Readonly<Record<string, unknown>>;
  readonly password?: string;
  /** Watch without taking a seat. */
  readonly spectator?: boolean;
  readonly signal?: AbortSignal;
}

/** What a room is made with, and what the player tells of themselves when joining it. */
export type CreateOptions = Asked<RoomsContract, 'create'> & Pick<JoinOptions, 'player_data' | 'signal'>;

export type RoomFilter = Asked<RoomsContract, 'list'>;
export type RoomList = Answer<RoomsContract, 'list'>;

export interface SendOptions {
  /** Default `all`, the sender included. */
  readonly to?: Target;
  /** A name the game gives meaning to. Default `room`. */
  readonly channel?: string;
}

/** A place in the order of the room. `null` when it was handled just before a break, and the place was lost. */
export interface Sent {
  readonly seq: number | null;
}

export interface RoomMessage {
  /** A player id, or `server`. */
  readonly from: string;
  readonly channel: string;
  readonly text?: string;
  readonly data?: unknown;
  readonly seq: number;
  /** The server's clock, in milliseconds. */
  readonly at: number;
}

export interface RoomEvents {
  playerJoined: [player: RoomPlayer];
  playerLeft: [player: RoomPlayer, reason: LeaveReason];
  /** Another name, another group, or a broken connection: `player.connected`. */
  playerUpdated: [player: RoomPlayer];
  message: [message: RoomMessage];
  /** `state` is the merged one, `change` the keys that are new. In rooms of kind `relay` not told of oneself. */
  state: [playerId: string, state: PlayerState, change: PlayerState];
  /** A player, or a thing of the server, is out of sight: nothing more is told of it for now. */
  unseen: [playerId: string];
  updated: [room: RoomInfo];
  /** `hostState` is what the last host laid down; for the new host only. */
  hostChanged: [host: RoomPlayer | null, hostState: unknown];
  /** The connection broke. The seat is held for so many seconds, and what is sent waits. */
  dropped: [holdSeconds: number];
  /** The connection is back, and nothing was lost. */
  resumed: [];
  /** The connection is back, and the room was read anew: not everything that happened meanwhile was told. */
  resynced: [reason: string];
  /** It is over. A room that was left tells nothing more. */
  left: [reason: LeaveReason];
  /** The server refused something that nobody waits for, such as states that come too fast. */
  refused: [error: ErrorInfo];
}

export type RpcFunction<Args extends readonly unknown[] = readonly unknown[]> = (
  from: string,
  ...args: Args
) => void;

export interface InterpolationOptions {
  /** Milliseconds behind the newest state there can be. Default two ticks of the room. */
  readonly delayMs?: number;
  /** Keys whose numbers, or arrays and objects of numbers, move evenly. Default `position`. */
  readonly keys?: readonly string[];
  /** Keys of angles, which turn the short way round. Default `rotation`. */
  readonly angles?: readonly string[];
  /** Default `radians`. */
  readonly angleUnit?: AngleUnit;
}
