import { z } from 'zod';
import { Flag, Id, json, text, whole } from '../../contract/schemas.js';
import { Facts, RoomInfo, RoomPlayer, Visibility } from '../../wire/realtime-shapes.js';

/** The id of a room, or its code. */
export const RoomRef = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'the id of a room, or its code such as `ABCD-2345`', examples: ['ABCD-2345'] });

/** An object whose compact JSON has at most so many bytes. */
function facts(maxBytes: number) {
  const limited = json(maxBytes);
  return Facts.refine(
    (value) => limited.safeParse(value).success,
    `must be JSON of at most ${maxBytes} bytes`,
  );
}

export const maxPropertyBytes = 16 * 1024;
export const maxHostStateBytes = 64 * 1024;

export const Properties = facts(maxPropertyBytes).meta({
  description: 'what lists show and members share of a room: an object of up to 16 KiB',
});

export const Kind = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be the name of a kind of room')
  .meta({ description: 'which room handler runs the room; `relay` when none does' });

export const Groups = z
  .array(z.string().min(1).max(32))
  .max(16)
  .meta({ description: 'names of interest groups, such as `red`' });

const RpcRule = z.union([
  z.string().min(1).max(64),
  z.strictObject({
    method: z.string().min(1).max(64),
    from: z.enum(['host', 'anyone']).default('anyone'),
    to: z.enum(['host', 'others', 'all', 'anyone']).default('anyone'),
  }),
]);

const Interest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('groups') }),
  z.strictObject({
    kind: z.literal('near'),
    radius: z.number().positive(),
    x: z.string().min(1).max(64),
    y: z.string().min(1).max(64),
    z: z.string().min(1).max(64).optional(),
  }),
]);

/** What the host, and whoever may moderate, can change later as well. */
export const changeable = {
  visibility: Visibility.optional(),
  locked: Flag.optional().meta({ description: 'nobody new may join; held and reserved seats stay' }),
  max_players: whole(1, 10_000).optional(),
  max_spectators: whole(0, 10_000).optional(),
  password: text(0, 128)
    .nullable()
    .optional()
    .meta({ description: 'asked of everybody who joins without a reserved seat; null or empty for none' }),
  tick_rate: whole(0, 60).optional().meta({
    description: 'state frames a second; 0 passes every state on at once',
  }),
  hold_seconds: whole(0, 600).optional().meta({
    description: 'how long a seat is held after a connection broke',
  }),
};

export const creatable = {
  ...changeable,
  kind: Kind.default('relay'),
  properties: Properties.default({}),
  properties_by: z
    .enum(['host', 'members'])
    .default('host')
    .meta({ description: 'who may change the properties' }),
  host_policy: z.enum(['automatic', 'manual', 'none']).optional().meta({
    description:
      'what happens when the host is gone: the longest present player takes over, nobody does, or the room closes',
  }),
  empty_seconds: whole(0, 3600).optional().meta({
    description: 'for how long an empty room waits for players before it closes',
  }),
  auto_dispose: Flag.default(true).meta({
    description: 'whether an empty room closes; only servers may say no',
  }),
  rpc: z
    .strictObject({ allow: z.array(RpcRule).max(64) })
    .optional()
    .meta({ description: 'the functions members may call; without it all' }),
  interest: Interest.optional().meta({ description: 'who sees whose states; default everybody' }),
  quantum: z
    .record(z.string().max(64), z.number().positive())
    .optional()
    .meta({ description: 'steps numbers are rounded to in packed states, such as `{"position": 0.01}`' }),
  relay_only: Flag.optional().meta({
    description: 'hides players’ addresses from each other in P2P and voice',
  }),
  moderated: Flag.optional().meta({ description: 'voice is open to moderation and so not end-to-end' }),
  options: facts(8 * 1024)
    .default({})
    .meta({ description: 'for the room handler; nobody else sees them' }),
};

export const Reservation = z
  .object({ player_id: Id, expires_in_seconds: z.number() })
  .meta({ id: 'SeatReservation' });

export const RoomView = RoomInfo.meta({ id: 'RoomInfo' });

export const RoomWithPlayers = z
  .object({ room: RoomInfo, players: z.array(RoomPlayer) })
  .meta({ id: 'RoomWithPlayers' });
