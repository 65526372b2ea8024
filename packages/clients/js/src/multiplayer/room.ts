import type { Answer, RoomInfo, RoomPlayer } from '@aethex/protocol';
import type { CallError, Mode, Reply } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import type { ErrorInfo } from '../result.js';
import type { Interpolation } from './interpolation.js';
import type {
  InterpolationOptions,
  PlayerState,
  RoomEvents,
  RoomsContract,
  RpcFunction,
  SendOptions,
  Sent,
  Target,
} from './shapes.js';

type Managed<M extends Mode, Name extends keyof RoomsContract['methods']> = Reply<
  M,
  Answer<RoomsContract, Name>,
  CallError<RoomsContract, Name>
>;

/** Functions that players, and the server, call on each other. */
export interface RpcClient<M extends Mode = 'result'> {
  /** Lets the others call a function, in every room until it is undone. `from` is a player id or `server`. */
  register<Args extends readonly unknown[]>(method: string, run: RpcFunction<Args>): Undo;
  /** Calls a function of others. It answers nothing: a call is on its way when the room has taken it. */
  call(target: Target, method: string, ...args: readonly unknown[]): Reply<M, Sent, ErrorInfo>;
}

/**
 * A room the player is in. What is sent while the connection is broken waits, up to 1,000 frames or 1 MiB, and arrives once
 * and in order when the seat is still there.
 */
export interface Room<M extends Mode = 'result'> {
  readonly id: string;
  /** A short code others join by. */
  readonly code: string;
  readonly info: RoomInfo;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Everybody in the room, by player id, oneself included. */
  readonly players: ReadonlyMap<string, RoomPlayer>;
  readonly self: RoomPlayer;
  readonly host: RoomPlayer | null;
  readonly isHost: boolean;
  /** What the last host laid down, when oneself is the host. */
  readonly hostState: unknown;
  /** The merged state of each player, by player id. */
  readonly states: ReadonlyMap<string, PlayerState>;
  /** Whether the connection stands. */
  readonly isConnected: boolean;
  readonly rpc: RpcClient<M>;
  on<Name extends keyof RoomEvents>(event: Name, listener: (...args: RoomEvents[Name]) => void): Undo;

  /**
   * Tells the room the player's state: merged key by key, `null` takes a key away. Calls are gathered to the room's tick
   * rate, and only keys that changed are sent.
   */
  sendState(data: Readonly<Record<string, unknown>>): void;
  playerState(playerId: string): PlayerState | null;
  /** States between two ticks, for smooth movement. */
  interpolation(options?: InterpolationOptions): Interpolation;
  /** The server's clock, in milliseconds, as pings tell it. */
  serverNow(): number;

  /** Sends a text, or data that are JSON. */
  send(content: unknown, options?: SendOptions): Reply<M, Sent, ErrorInfo>;
  /** Merges properties key by key; `null` takes a key away. */
  setProperties(
    properties: Readonly<Record<string, unknown>>,
    options?: { readonly expectRevision?: number },
  ): Reply<M, Sent, ErrorInfo>;
  /** Changes what the others see of the player. */
  setPlayerData(data: Readonly<Record<string, unknown>>): Reply<M, Sent, ErrorInfo>;
  /** Reads the whole room anew. */
  resync(): Reply<M, null, ErrorInfo>;
  leave(): Reply<M, null, ErrorInfo>;

  /** For the host: what its successor finds when it takes over. */
  putHostState(state: unknown): Managed<M, 'putHostState'>;
  transferHost(playerId: string): Managed<M, 'transfer'>;
  kick(playerId: string): Managed<M, 'kick'>;
  /** Keeps a player out for some seconds. Default an hour. */
  ban(playerId: string, seconds?: number): Managed<M, 'ban'>;
  unban(playerId: string): Managed<M, 'unban'>;
  /** Lets nobody new in, or lets them in again. */
  lock(locked: boolean): Managed<M, 'update'>;
  setGroups(playerId: string, groups: readonly string[]): Managed<M, 'setGroups'>;
  /** Ends the room for everybody. */
  close(): Managed<M, 'close'>;
}
