import { z } from 'zod';
import type { FrameSpec } from './frame-spec.js';
import { Count, Facts, FrameId, Target } from './realtime-shapes.js';

const Timestamp = z
  .number()
  .optional()
  .describe('the sender’s clock in milliseconds; told on, never trusted');
const stateRate = { perSecond: 60, burst: 120 };
const messageRate = { perSecond: 40, burst: 120 };
/** Each of these tells a whole room to somebody, or everybody of somebody. */
const doorRate = { perSecond: 2, burst: 30 };
const signalRate = { perSecond: 40, burst: 200 };

const state = (type: 'state_update' | 'player_state_update', description: string) => ({
  schema: z
    .strictObject({
      type: z.literal(type),
      id: FrameId,
      timestamp: Timestamp,
      data: Facts.describe(
        'merged into what the room knows of the player, key by key; `null` takes a key away',
      ),
    })
    .meta({ description }),
  hot: true as const,
  rate: stateRate,
  maxBytes: 4096,
});

const Signal = z
  .union([z.string().max(32_768), Facts])
  .describe('an SDP or ICE message, opaque to the server');
const RelayOnly = z
  .boolean()
  .optional()
  .describe('takes out of the signal whatever tells the sender’s address, but relays');

/** Frames of multiplayer that clients send. */
export const realtimeFrames = {
  join_room: {
    answers: ['room_joined'],
    schema: z
      .strictObject({
        type: z.literal('join_room'),
        id: FrameId,
        room_id: z.string().min(1).max(64).describe('the id of the room, or its code'),
        player_data: Facts.optional(),
        password: z.string().max(128).optional(),
        spectator: z.boolean().optional().describe('watch without taking a seat'),
      })
      .meta({ description: 'Takes a seat in a room. A socket is in one room at a time.' }),
    rate: doorRate,
  },
  leave_room: {
    answers: ['room_left'],
    schema: z
      .strictObject({ type: z.literal('leave_room'), id: FrameId })
      .meta({ description: 'Gives the seat up at once.' }),
    rate: doorRate,
  },
  state_update: state(
    'state_update',
    'Tells the room the player’s state. It is not acknowledged; the newest wins.',
  ),
  player_state_update: state('player_state_update', 'Another name of `state_update`.'),
  send_message: {
    answers: ['ack'],
    schema: z
      .strictObject({
        type: z.literal('send_message'),
        id: FrameId,
        n: Count,
        channel: z
          .string()
          .min(1)
          .max(64)
          .optional()
          .describe('a name the game gives meaning to; default `room`'),
        text: z.string().max(1000).optional(),
        data: z.unknown().optional(),
        to: Target.optional().describe('default `all`, the sender included'),
      })
      .meta({
        description: 'Sends a message to players of the room, in order. With an `id` it is acknowledged.',
      }),
    rate: messageRate,
  },
  rpc: {
    answers: ['ack'],
    schema: z
      .strictObject({
        type: z.literal('rpc'),
        id: FrameId,
        n: Count,
        method: z.string().min(1).max(64),
        target: Target,
        args: z.array(z.unknown()).max(32).default([]),
      })
      .meta({
        description: 'Calls a function of other players, or of the room’s handler with target `server`.',
      }),
    rate: messageRate,
  },
  set_properties: {
    answers: ['ack'],
    schema: z
      .strictObject({
        type: z.literal('set_properties'),
        id: FrameId,
        n: Count,
        properties: Facts.describe('merged key by key; `null` takes a key away'),
        expect_revision: z
          .number()
          .int()
          .optional()
          .describe('refused with `rooms.changed` when it is another'),
      })
      .meta({ description: 'Changes properties of the room.' }),
  },
  set_player_data: {
    answers: ['ack'],
    schema: z
      .strictObject({ type: z.literal('set_player_data'), id: FrameId, n: Count, player_data: Facts })
      .meta({ description: 'Changes what the others see of the player.' }),
  },
  resync: {
    answers: ['room_joined'],
    schema: z
      .strictObject({ type: z.literal('resync'), id: FrameId })
      .meta({ description: 'Asks for the whole room anew, as a `room_joined` frame.' }),
    rate: doorRate,
  },
  p2p_signal: {
    schema: z
      .strictObject({
        type: z.literal('p2p_signal'),
        id: FrameId,
        to: Target,
        signal: Signal,
        relay_only: RelayOnly,
      })
      .meta({ description: 'Passes a WebRTC message of a data connection on to a player of the room.' }),
    rate: signalRate,
  },
  voice_join: {
    answers: ['voice_room'],
    schema: z
      .strictObject({
        type: z.literal('voice_join'),
        id: FrameId,
        public_key: z
          .string()
          .max(512)
          .optional()
          .describe('ECDH key for the exchange of sender keys, base64url'),
      })
      .meta({ description: 'Enters the voice of the room.' }),
  },
  voice_leave: {
    schema: z
      .strictObject({ type: z.literal('voice_leave'), id: FrameId })
      .meta({ description: 'Leaves the voice of the room.' }),
  },
  voice_state: {
    schema: z
      .strictObject({
        type: z.literal('voice_state'),
        id: FrameId,
        muted: z.boolean().optional(),
        deafened: z.boolean().optional(),
        speaking: z.boolean().optional(),
      })
      .meta({ description: 'Tells whether the player is muted, deafened or speaking.' }),
    rate: signalRate,
  },
  voice_signal: {
    schema: z
      .strictObject({
        type: z.literal('voice_signal'),
        id: FrameId,
        to: Target,
        signal: Signal,
        relay_only: RelayOnly,
      })
      .meta({ description: 'Passes a WebRTC message of a voice connection on to a player in the voice.' }),
    rate: signalRate,
  },
  voice_key: {
    schema: z
      .strictObject({
        type: z.literal('voice_key'),
        id: FrameId,
        to: Target,
        epoch: z.number().int().nonnegative(),
        key: z
          .string()
          .max(1024)
          .describe('the sender’s key, sealed for the receiver; the server cannot open it'),
      })
      .meta({ description: 'Hands a sender key for encrypted sound to one player.' }),
    rate: signalRate,
  },
} as const satisfies Record<string, FrameSpec>;

export type RealtimeFrameType = keyof typeof realtimeFrames;
export type RealtimeFrame = {
  [K in RealtimeFrameType]: z.infer<(typeof realtimeFrames)[K]['schema']>;
}[RealtimeFrameType];
