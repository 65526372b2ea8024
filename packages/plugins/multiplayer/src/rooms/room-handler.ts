import type { Extension } from '@aethex/core';
import type { RoomInfo, RoomPlayer } from '@aethex/protocol';

/** Why a player may not join, told to them under this code. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** A room as its handler sees it. Everything a handler does is seen by the players in the order it did it. */
export interface RoomContext<State = unknown> {
  readonly info: RoomInfo;
  readonly players: readonly RoomPlayer[];
  /** The handler's own; it moves with the room when its node drains, so it is plain JSON. */
  state: State;
  /** A message from the server: to everybody, or to some players. */
  send(channel: string, data: unknown, to?: readonly string[]): void;
  /** Calls a function of the clients. */
  rpc(method: string, args: readonly unknown[], to?: readonly string[]): void;
  /** The states of the players, merged, by player id. */
  states(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Writes into the state of a player, or of a thing of the server under any other id; it leaves with the next tick. */
  setState(id: string, data: Readonly<Record<string, unknown>>): void;
  setProperties(properties: Readonly<Record<string, unknown>>): void;
  setGroups(playerId: string, groups: readonly string[]): void;
  kick(playerId: string, reason?: string): void;
  lock(locked: boolean): void;
  close(): void;
}

/** Something a player sent to the room. */
export interface RoomMessage {
  readonly from: string;
  readonly kind: 'message' | 'rpc';
  /** The channel of a message, the method of a call. */
  readonly name: string;
  readonly text?: string;
  /** The data of a message, the arguments of a call. */
  readonly data?: unknown;
  readonly to: string;
}

/**
 * A room that a studio writes: each hook is optional. One that throws, or takes longer than `hookTimeout`, ends its own
 * room with the reason `failed` and nothing else. Hooks of one room never overlap.
 */
export interface RoomHandler<State = unknown> {
  /** Ticks a second for `onTick`, 1 to 60. Default 20. */
  readonly tickRate?: number;
  /** Whether the server decides: states and messages of players reach `onMessage` and `onState` only, not each other. */
  readonly authoritative?: boolean;
  /** The first state of a room that was just made. */
  create?(options: Readonly<Record<string, unknown>>, info: RoomInfo): State | Promise<State>;
  canJoin?(
    room: RoomContext<State>,
    player: { readonly player_id: string; readonly player_data: Readonly<Record<string, unknown>> },
  ): true | Refusal | Promise<true | Refusal>;
  onJoin?(room: RoomContext<State>, player: RoomPlayer): void | Promise<void>;
  /** A message or call. Returning `false` keeps it from the others. */
  onMessage?(room: RoomContext<State>, message: RoomMessage): boolean | void | Promise<boolean | void>;
  /** A state a player sent. What is returned is merged instead; `null` refuses it. */
  onState?(
    room: RoomContext<State>,
    playerId: string,
    data: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> | null | void;
  /** `seconds` since the last tick. */
  onTick?(room: RoomContext<State>, seconds: number): void | Promise<void>;
  onDrop?(room: RoomContext<State>, player: RoomPlayer): void | Promise<void>;
  onResume?(room: RoomContext<State>, player: RoomPlayer): void | Promise<void>;
  onLeave?(room: RoomContext<State>, player: RoomPlayer, reason: string): void | Promise<void>;
  onClose?(room: RoomContext<State>): void | Promise<void>;
}

/** A handler under the name that rooms are made with: `rooms.create({ kind: 'duel' })`. */
export interface RoomKind {
  readonly kind: string;
  readonly handler: RoomHandler<never>;
}

/** Where kinds of rooms are given to this plugin. */
export const roomsPoint = 'multiplayer.rooms';

/** Declares a kind of room, for `extends` of a plugin: `definePlugin({ id: 'duel', extends: [defineRoom('duel', { … })] })`. */
export const defineRoom = <State>(kind: string, handler: RoomHandler<State>): Extension<RoomKind> => ({
  point: roomsPoint,
  value: { kind, handler: handler as RoomHandler<never> },
});
