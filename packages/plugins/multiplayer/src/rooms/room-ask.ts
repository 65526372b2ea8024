import type { In, rooms } from '@aethex/protocol';
import type { Caller } from '@aethex/core';

/** On whose behalf a room is asked. Plain data, so that it can travel to the node that owns the room. */
export interface Actor {
  /** `house` is the server itself. */
  readonly who: 'player' | 'server' | 'admin' | 'house';
  readonly id: string;
  readonly gameId: string;
  /** Whether they may do what a host may. */
  readonly mayModerate: boolean;
}

type Names =
  | 'get'
  | 'reserve'
  | 'renew'
  | 'release'
  | 'update'
  | 'setProperties'
  | 'kick'
  | 'ban'
  | 'unban'
  | 'transfer'
  | 'putHostState'
  | 'setGroups'
  | 'close';

/** What other parts of the server ask; it is no method of the contract. */
export interface HouseAsks {
  /** Keeps seats, all or none, with the groups players will be in. Says whether it could. */
  readonly keep: {
    readonly player_ids: readonly string[];
    readonly groups: Readonly<Record<string, readonly string[]>>;
    readonly seconds: number;
  };
  /** How many seats are neither taken nor kept. */
  readonly free: Readonly<Record<never, never>>;
}

/** A question or an order to one room: the name and the input of a method of the contract `rooms`, or of the house. */
export type RoomAsk =
  | {
      [Name in Names]: { readonly name: Name; readonly input: Omit<In<typeof rooms, Name>, 'room_id'> };
    }[Names]
  | { [Name in keyof HouseAsks]: { readonly name: Name; readonly input: HouseAsks[Name] } }[keyof HouseAsks];

export const moderate = 'multiplayer.moderate';

export const actorOf = (caller: Caller): Actor => ({
  who: caller.who === 'anyone' ? 'player' : caller.who,
  id: caller.id,
  gameId: caller.gameId,
  mayModerate: caller.permissions.has(moderate),
});

/** The server itself, for one game. */
export const house = (gameId: string): Actor => ({ who: 'house', id: 'server', gameId, mayModerate: true });
