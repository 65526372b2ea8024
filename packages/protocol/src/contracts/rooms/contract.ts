import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Flag, Id, json, Nothing, text, whole } from '../../contract/schemas.js';
import {
  changed,
  hostErrors,
  limit,
  noPlayer,
  reachErrors,
  seatExpired,
  full,
  locked,
  password,
  tooLarge,
  unknownKind,
  failed,
} from './errors.js';
import { at, examplePlayer, exampleRoom, other } from './examples.js';
import {
  changeable,
  creatable,
  Groups,
  Kind,
  maxHostStateBytes,
  Properties,
  Reservation,
  RoomRef,
  RoomView,
  RoomWithPlayers,
} from './shapes.js';

const often = { per: 'player', times: 120, seconds: 60 } as const;
const players = z
  .array(Id)
  .min(1)
  .max(100)
  .optional()
  .meta({ description: 'whose seats; players reserve their own only' });
const existence = 'That a room exists that is not private, to whoever has its id or its code.';
const seats = {
  who: 'signed_in' as const,
  input: z.object({ room_id: RoomRef, player_ids: players, seconds: whole(1, 60).default(15) }),
  output: z.object({ room: RoomView, seats: z.array(Reservation) }),
  limit: often,
};

export const rooms = defineContract('rooms', {
  create: {
    summary: 'Open a room.',
    notes:
      'Who opens it is its host and has a seat reserved; join over the socket with `join_room`. Rooms live in memory and close when they are empty.',
    who: 'signed_in',
    http: { route: 'POST /rooms', status: 201 },
    input: z.object(creatable),
    output: RoomView,
    errors: { limit, unknown_kind: unknownKind, failed },
    limit: { per: 'player', times: 30, seconds: 60 },
    once: true,
    example: {
      input: { properties: { map: 'harbour' }, max_players: 8 },
      output: { ...exampleRoom, players: 0 },
    },
  },
  list: {
    summary: 'List the public rooms of the game, the newest first.',
    reveals: 'The public rooms of the game.',
    who: 'signed_in',
    http: 'GET /rooms',
    input: z.object({
      kind: Kind.optional(),
      has_free_seats: Flag.optional().meta({ description: 'only rooms that can be joined right now' }),
      properties: z
        .union([
          Properties,
          z
            .string()
            .max(4096)
            .transform((value, context) => parsed(value, context)),
        ])
        .optional()
        .meta({ description: 'only rooms with these values; JSON in a query string' }),
      search: text(1, 64).optional().meta({ description: 'a part of a text among the properties' }),
      limit: whole(1, 100).default(50),
      cursor: z.string().max(512).optional(),
    }),
    output: z.object({ rooms: z.array(RoomView), next_cursor: z.string().nullable() }),
    limit: often,
    example: { input: { has_free_seats: true }, output: { rooms: [exampleRoom], next_cursor: null } },
  },
  mine: {
    summary: 'List the rooms you have a seat in.',
    who: 'player',
    http: 'GET /rooms/mine',
    input: z.object({}),
    output: z.object({ rooms: z.array(RoomView) }),
    limit: often,
    example: { input: {}, output: { rooms: [exampleRoom] } },
  },
  get: {
    summary: 'Read a room, by its id or its code.',
    notes: 'A private room is shown to its members, to whom a seat is reserved for, and to moderators.',
    reveals: 'A room that is not private and who is in it, to whoever has its id or its code.',
    who: 'signed_in',
    http: 'GET /rooms/:room_id',
    input: z.object({ room_id: RoomRef }),
    output: RoomWithPlayers,
    errors: reachErrors,
    limit: often,
    example: { input: at, output: { room: exampleRoom, players: [examplePlayer] } },
  },
  reserve: {
    summary: 'Reserve seats before connecting.',
    notes: 'A reserved seat counts as taken for 15 seconds by default, and can be renewed.',
    reveals: 'A room that is not private, to whoever has its id or its code.',
    http: 'POST /rooms/:room_id/seats',
    ...seats,
    errors: { ...hostErrors, full, locked, password },
    example: {
      input: at,
      output: { room: exampleRoom, seats: [{ player_id: other, expires_in_seconds: 15 }] },
    },
  },
  renew: {
    summary: 'Keep reserved seats for longer.',
    reveals: existence,
    http: 'PUT /rooms/:room_id/seats',
    ...seats,
    errors: { ...hostErrors, seat_expired: seatExpired },
    example: {
      input: at,
      output: { room: exampleRoom, seats: [{ player_id: other, expires_in_seconds: 15 }] },
    },
  },
  release: {
    summary: 'Give reserved seats back.',
    reveals: existence,
    who: 'signed_in',
    http: 'POST /rooms/:room_id/seats/release',
    input: z.object({ room_id: RoomRef, player_ids: players }),
    output: Nothing,
    errors: hostErrors,
    limit: often,
    example: { input: at, output: null },
  },
  update: {
    summary: 'Change how a room is open to others, and how it runs.',
    reveals: existence,
    who: 'signed_in',
    http: 'PATCH /rooms/:room_id',
    input: z.object({
      room_id: RoomRef,
      ...changeable,
      properties: Properties.optional().meta({ description: 'merged key by key; null takes a key away' }),
      expect_revision: whole(0, Number.MAX_SAFE_INTEGER).optional(),
    }),
    output: RoomView,
    errors: { ...hostErrors, changed, too_large: tooLarge },
    limit: often,
    example: { input: { ...at, locked: true }, output: { ...exampleRoom, locked: true } },
  },
  setProperties: {
    summary: 'Change properties of a room, if nobody changed them meanwhile.',
    reveals: existence,
    who: 'signed_in',
    http: 'PATCH /rooms/:room_id/properties',
    input: z.object({
      room_id: RoomRef,
      properties: Properties.meta({ description: 'merged key by key; null takes a key away' }),
      expect_revision: whole(0, Number.MAX_SAFE_INTEGER)
        .optional()
        .meta({ description: 'refused with `rooms.changed` when it is another' }),
    }),
    output: RoomView,
    errors: { ...hostErrors, changed, too_large: tooLarge },
    limit: often,
    example: {
      input: { ...at, properties: { map: 'harbour' }, expect_revision: 0 },
      output: exampleRoom,
    },
  },
  kick: {
    summary: 'Take a player out of a room.',
    reveals: existence,
    who: 'signed_in',
    http: 'POST /rooms/:room_id/kicks',
    input: z.object({ room_id: RoomRef, player_id: Id }),
    output: Nothing,
    errors: { ...hostErrors, no_player: noPlayer },
    limit: often,
    example: { input: { ...at, player_id: other }, output: null },
  },
  ban: {
    summary: 'Take a player out of a room and keep them out for a while.',
    reveals: existence,
    who: 'signed_in',
    http: 'POST /rooms/:room_id/bans',
    input: z.object({ room_id: RoomRef, player_id: Id, seconds: whole(1, 86_400).default(3600) }),
    output: Nothing,
    errors: hostErrors,
    limit: often,
    example: { input: { ...at, player_id: other, seconds: 600 }, output: null },
  },
  unban: {
    summary: 'Let a banned player join again.',
    reveals: existence,
    who: 'signed_in',
    http: 'DELETE /rooms/:room_id/bans/:player_id',
    input: z.object({ room_id: RoomRef, player_id: Id }),
    output: Nothing,
    errors: hostErrors,
    limit: often,
    example: { input: { ...at, player_id: other }, output: null },
  },
  transfer: {
    summary: 'Make another player the host.',
    reveals: existence,
    who: 'signed_in',
    http: 'PUT /rooms/:room_id/host',
    input: z.object({ room_id: RoomRef, player_id: Id }),
    output: RoomView,
    errors: { ...hostErrors, no_player: noPlayer },
    limit: often,
    example: { input: { ...at, player_id: other }, output: { ...exampleRoom, host_id: other } },
  },
  putHostState: {
    summary: 'Lay down what the next host needs to go on.',
    notes: 'Whoever becomes host finds it in `host_changed` and in `room_joined`. Up to 64 KiB.',
    reveals: existence,
    who: 'signed_in',
    http: 'PUT /rooms/:room_id/host-state',
    input: z.object({ room_id: RoomRef, host_state: json(maxHostStateBytes) }),
    output: Nothing,
    errors: hostErrors,
    limit: often,
    example: { input: { ...at, host_state: { wave: 3 } }, output: null },
  },
  setGroups: {
    summary: 'Put a player into interest groups.',
    reveals: existence,
    who: 'signed_in',
    http: 'PUT /rooms/:room_id/players/:player_id/groups',
    input: z.object({ room_id: RoomRef, player_id: Id, groups: Groups }),
    output: Nothing,
    errors: { ...hostErrors, no_player: noPlayer },
    limit: often,
    example: { input: { ...at, player_id: other, groups: ['red'] }, output: null },
  },
  close: {
    summary: 'Close a room; everybody in it is told.',
    reveals: existence,
    who: 'signed_in',
    http: 'DELETE /rooms/:room_id',
    input: z.object({ room_id: RoomRef }),
    output: Nothing,
    errors: hostErrors,
    limit: often,
    example: { input: at, output: null },
  },
});

function parsed(value: string, context: z.RefinementCtx): Record<string, unknown> {
  try {
    const result = Properties.safeParse(JSON.parse(value));
    if (result.success) return result.data;
  } catch {
    // It is told below, like any other text that is no object.
  }
  context.addIssue({ code: 'custom', message: 'must be a JSON object' });
  return z.NEVER;
}
