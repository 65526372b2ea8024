import { z } from 'zod';
import { Facts, LeaveReason, Moment, Ref, RoomInfo, RoomPlayer, Seq } from './realtime-shapes.js';

const PlayerId = z.string().describe('stamped by the server');
const Sent = z.number().optional().describe('the sender’s clock in milliseconds, as it was sent');
const frame = <T extends string, S extends z.ZodRawShape>(type: T, description: string, shape: S) =>
  z.object({ type: z.literal(type), ...shape }).meta({ description });

/** One player’s part of a `state_update` frame. */
export const PlayerState = z.object({
  player_id: PlayerId,
  data: Facts.describe('keys that changed since the last frame; all of them in a keyframe'),
  timestamp: Sent,
});

/** Frames of multiplayer that the server sends. Frames with a `seq` come in order and are replayed on resume. */
export const realtimeServerFrames = {
  room_joined: frame('room_joined', 'You are in: the whole room as it is now.', {
    ref: Ref,
    seq: Seq,
    room: RoomInfo,
    self: RoomPlayer,
    players: z.array(RoomPlayer),
    state: z.record(z.string(), Facts).describe('the full state of each player, by player id'),
    host_state: z
      .unknown()
      .optional()
      .describe('what the host laid down for its successor; for the host only'),
    tick: z.number().int(),
    n: z.number().int().describe('the highest `n` of this seat that was handled'),
    resume_token: z.string().describe('goes into `auth.resume` after a broken connection; the newest counts'),
    hold_s: z.number().describe('for how many seconds the seat is held then'),
    server_ts: Moment,
  }),
  room_left: frame('room_left', 'You are out.', { ref: Ref, room_id: z.string(), reason: LeaveReason }),
  player_joined: frame('player_joined', 'Somebody took a seat.', { seq: Seq, player: RoomPlayer }),
  player_left: frame('player_left', 'A seat is empty now.', {
    seq: Seq,
    player_id: PlayerId,
    reason: LeaveReason,
  }),
  player_updated: frame('player_updated', 'Something about a player changed; the whole of it is here.', {
    seq: Seq,
    player: RoomPlayer,
  }),
  player_state: frame('player_state', 'A player’s state, for sockets without the feature `batch`.', {
    player_id: PlayerId,
    timestamp: Sent,
    data: Facts.describe('keys that changed since the last frame of the player'),
    keyframe: z.boolean().optional().describe('true when the data are whole and not only what changed'),
    gone: z.boolean().optional().describe('true when the player left or went out of view'),
    server_ts: Moment,
  }),
  state_update: frame(
    'state_update',
    'The states that changed in one tick, for sockets with the feature `batch`.',
    {
      tick: z.number().int().optional(),
      server_ts: Moment.optional(),
      keyframe: z
        .boolean()
        .optional()
        .describe('true when the players are all there are, and their data whole'),
      players: z.array(PlayerState).optional(),
      gone: z
        .array(PlayerId)
        .optional()
        .describe('players who left or went out of view; to be forgotten before `players` are read'),
      d: z
        .unknown()
        .optional()
        .describe(
          'all the other fields as packed bytes, and the only field then, with MessagePack and the feature `delta`',
        ),
    },
  ),
  message: frame('message', 'A message of a player, or of the server when `from` is `server`.', {
    seq: Seq,
    from: PlayerId,
    channel: z.string(),
    text: z.string().optional(),
    data: z.unknown().optional(),
    server_ts: Moment,
  }),
  rpc: frame('rpc', 'A player, or the server, calls a function of yours.', {
    seq: Seq,
    from: PlayerId,
    method: z.string(),
    args: z.array(z.unknown()),
  }),
  room_updated: frame('room_updated', 'The room changed; the whole of it is here.', {
    seq: Seq,
    room: RoomInfo,
  }),
  host_changed: frame('host_changed', 'The room has another host.', {
    seq: Seq,
    player_id: PlayerId.nullable(),
    host_state: z.unknown().optional().describe('what the last host laid down; for the new host only'),
  }),
  resync_required: frame(
    'resync_required',
    'What was missed cannot be replayed; a `room_joined` frame follows.',
    {
      reason: z.enum(['too_old', 'seat_expired', 'state_lost', 'slow_reader', 'room_gone']),
    },
  ),
  ack: frame('ack', 'A frame with an `id` was handled.', {
    ref: Ref,
    seq: Seq.optional(),
    n: z.number().int().optional(),
  }),
  match_found: frame('match_found', 'A match was found; a seat in its room is reserved.', {
    ticket_id: z.string(),
    match_id: z.string(),
    queue: z.string(),
    state: z.enum(['accepting', 'ready']),
    room_id: z.string().nullable().describe('null until everybody has accepted'),
    team: z.string().nullable(),
    players: z.array(z.object({ player_id: z.string(), team: z.string().nullable() })),
    expires_at: Moment.describe('until when to accept, or to take the seat'),
    server_ts: Moment,
  }),
  queue_status: frame('queue_status', 'How a ticket in a queue is doing.', {
    ticket_id: z.string(),
    queue: z.string(),
    status: z.enum(['waiting_for_players', 'waiting', 'accepting', 'matched', 'cancelled', 'expired']),
    waiting_seconds: z.number(),
    estimated_wait_seconds: z.number().nullable(),
    reason: z.string().optional(),
    server_ts: Moment,
  }),
  p2p_signal: frame('p2p_signal', 'A WebRTC message of a data connection from a player.', {
    from: PlayerId,
    signal: z.unknown(),
  }),
  voice_room: frame('voice_room', 'Who is in the voice of the room, and what you may.', {
    ref: Ref,
    epoch: z
      .number()
      .int()
      .describe('grows when somebody enters, leaves or is muted: make a new sender key then'),
    members: z.array(
      z.object({
        player_id: z.string(),
        muted: z.boolean(),
        deafened: z.boolean(),
        speaking: z.boolean(),
        server_muted: z.boolean(),
        public_key: z.string().optional(),
      }),
    ),
    blocked: z.array(z.string()).describe('players with whom you exchange no sound'),
    transport: z.enum(['mesh', 'server']),
    end_to_end: z.boolean().describe('false in a moderated room'),
  }),
  voice_state: frame('voice_state', 'A player was muted, deafened or began or ceased to speak.', {
    player_id: PlayerId,
    muted: z.boolean(),
    deafened: z.boolean(),
    speaking: z.boolean(),
    server_muted: z.boolean(),
  }),
  voice_signal: frame('voice_signal', 'A WebRTC message of a voice connection from a player.', {
    from: PlayerId,
    signal: z.unknown(),
  }),
  voice_key: frame('voice_key', 'A player’s sender key, sealed for you.', {
    from: PlayerId,
    epoch: z.number().int(),
    key: z.string(),
  }),
} as const;

export type RealtimeServerFrame = {
  [K in keyof typeof realtimeServerFrames]: z.infer<(typeof realtimeServerFrames)[K]>;
}[keyof typeof realtimeServerFrames];
