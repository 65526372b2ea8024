import type { Actor } from './room-ask.js';

/** What a match asks of a room. */
export interface MatchRoom {
  readonly gameId: string;
  /** Which room handler runs it; default `relay`. */
  readonly kind?: string;
  readonly maxPlayers: number;
  readonly players: readonly { readonly playerId: string; readonly groups?: readonly string[] }[];
  readonly properties?: Readonly<Record<string, unknown>>;
  /** For the room handler. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Further settings as `rooms.create` takes them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For how many seconds the seats are reserved; default 15. */
  readonly seconds?: number;
}

/** Rooms as matchmaking needs them. */
export abstract class RoomsForMatches {
  /** Opens a private room on this node with a seat reserved for each player. Fails with `rooms.limit` when this node is full. */
  abstract create(match: MatchRoom): Promise<{ readonly room_id: string }>;
  /** Reserves seats of a running room, all or none, or renews them. Says whether it could; `false` when the room is gone. */
  abstract reserve(
    gameId: string,
    roomId: string,
    players: readonly { readonly playerId: string; readonly groups?: readonly string[] }[],
    seconds?: number,
  ): Promise<boolean>;
  /** Gives reserved seats back. */
  abstract release(gameId: string, roomId: string, playerIds: readonly string[]): Promise<void>;
  /** Seats that are neither taken nor reserved; `null` when there is no such room. */
  abstract freeSeats(gameId: string, roomId: string): Promise<number | null>;
  /** Whether this actor may do what the host of the room may. */
  abstract mayRun(gameId: string, roomId: string, actor: Actor): Promise<boolean>;
}
