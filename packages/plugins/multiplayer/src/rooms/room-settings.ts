import { randomInt } from 'node:crypto';
import type { In, rooms } from '@aethex/protocol';
import type { Interest } from '../sync/sync-types.js';
import { makeCode } from './rules/room-code.js';
import { sealPassword, type SealedPassword } from './rules/password.js';
import type { RpcRule } from './rules/rpc-rules.js';
import type { Capacity } from './seat-book.js';

/** Which room it is. */
export interface RoomIdentity {
  readonly roomId: string;
  readonly code: string;
  readonly gameId: string;
  readonly kind: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The player who opened it; `null` when a server did. */
  readonly madeBy: string | null;
  /** The server or administrator who opened it; `null` when a player or the house did. */
  readonly servedBy: string | null;
}

/** How a room runs. Plain data, so that it can move to another node. */
export interface RoomSettings extends Capacity {
  readonly visibility: 'public' | 'private';
  readonly locked: boolean;
  readonly password: SealedPassword | null;
  readonly tickRate: number;
  readonly holdSeconds: number;
  readonly emptySeconds: number;
  readonly autoDispose: boolean;
  readonly hostPolicy: 'automatic' | 'manual' | 'none';
  readonly propertiesBy: 'host' | 'members';
  readonly rpc?: readonly RpcRule[];
  readonly interest?: Interest;
  readonly quantum?: Readonly<Record<string, number>>;
  readonly relayOnly: boolean;
  readonly moderated: boolean;
}

export type CreateInput = In<typeof rooms, 'create'>;
export type Changes = Omit<In<typeof rooms, 'update'>, 'room_id' | 'properties' | 'expect_revision'>;

/** What rooms are when nobody says otherwise. */
export interface RoomDefaults {
  readonly maxPlayers: number;
  readonly mostPlayers: number;
  readonly maxSpectators: number;
  readonly mostSpectators: number;
  readonly tickRate: number;
  readonly holdSeconds: number;
  readonly emptySeconds: number;
}

/** The settings of a new room. A host’s rooms pass on to the next player; a server’s have no host until it names one. */
export function settingsOf(input: CreateInput, defaults: RoomDefaults, isPlayers: boolean): RoomSettings {
  const base: RoomSettings = {
    visibility: 'public',
    locked: false,
    password: null,
    maxPlayers: defaults.maxPlayers,
    maxSpectators: defaults.maxSpectators,
    tickRate: defaults.tickRate,
    holdSeconds: defaults.holdSeconds,
    emptySeconds: input.empty_seconds ?? defaults.emptySeconds,
    autoDispose: input.auto_dispose || isPlayers,
    hostPolicy: input.host_policy ?? (isPlayers ? 'automatic' : 'manual'),
    propertiesBy: input.properties_by,
    relayOnly: input.relay_only ?? false,
    moderated: input.moderated ?? false,
    ...(input.rpc && { rpc: input.rpc.allow }),
    ...(input.interest && { interest: input.interest }),
    ...(input.quantum && { quantum: input.quantum }),
  };
  return withChanges(base, input, defaults);
}

/** The settings after a change. What is more than this server allows becomes what it allows. */
export function withChanges(settings: RoomSettings, changes: Changes, defaults: RoomDefaults): RoomSettings {
  const { visibility, locked, max_players, max_spectators, password, tick_rate, hold_seconds } = changes;
  return {
    ...settings,
    ...(visibility !== undefined && { visibility }),
    ...(locked !== undefined && { locked }),
    ...(max_players !== undefined && { maxPlayers: Math.min(max_players, defaults.mostPlayers) }),
    ...(max_spectators !== undefined && { maxSpectators: Math.min(max_spectators, defaults.mostSpectators) }),
    ...(password !== undefined && { password: password ? sealPassword(password) : null }),
    ...(tick_rate !== undefined && { tickRate: tick_rate }),
    ...(hold_seconds !== undefined && { holdSeconds: hold_seconds }),
  };
}

/** A code nobody has yet. */
export function freeCode(isTaken: (code: string) => boolean): string {
  let code = makeCode(randomInt);
  while (isTaken(code)) code = makeCode(randomInt);
  return code;
}
