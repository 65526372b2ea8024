import { z } from 'zod';
import { realtimeServerFrames, type RealtimeServerFrame } from './realtime-server-frames.js';
import { FrameId, Moment, Ref } from './realtime-shapes.js';

/** What a client may send besides JSON-RPC requests. Any `id` comes back as `ref`. */
export const clientFrames = {
  auth: z
    .strictObject({
      type: z.literal('auth'),
      id: FrameId,
      token: z.string().max(4096).describe('an access token'),
      encoding: z
        .enum(['json', 'msgpack'])
        .optional()
        .describe('how the server writes; settled by the first auth frame, default json'),
      features: z
        .array(z.string().max(32))
        .max(16)
        .optional()
        .describe(
          'settled by the first auth frame. `batch`: one state frame per tick; `delta`: packed states, with msgpack',
        ),
      resume: z
        .strictObject({
          token: z.string().max(512).describe('the newest `resume_token`'),
          seq: z.number().int().nonnegative().describe('the last `seq` that was seen'),
        })
        .optional()
        .describe('goes on with the seat of a connection that broke'),
    })
    .meta({ description: 'Signs the socket in, or hands it a fresh token before the old one expires.' }),
  ping: z.strictObject({ type: z.literal('ping'), id: FrameId }).meta({ description: 'Asks for a pong.' }),
} as const;

export type ClientFrame = {
  [K in keyof typeof clientFrames]: z.infer<(typeof clientFrames)[K]>;
}[keyof typeof clientFrames];
export type FrameRef = string | number | undefined;

/** What the server sends besides JSON-RPC responses. Times are integer milliseconds since 1970 UTC. */
export const serverFrames = {
  auth_ok: z
    .object({
      type: z.literal('auth_ok'),
      ref: Ref,
      session_id: z.string(),
      user_id: z.string(),
      heartbeat_s: z.number().describe('seconds between two signs of life the server asks for'),
      expires_at: Moment.describe('when the token expires, in milliseconds since 1970 UTC'),
      resumed: z.boolean().optional().describe('whether the seat of `resume` is still yours'),
    })
    .meta({ description: 'The socket is signed in, or its fresh token was taken.' }),
  pong: z
    .object({ type: z.literal('pong'), ref: Ref, server_ts: Moment })
    .meta({ description: 'Answers a ping.' }),
  event: z
    .object({
      type: z.literal('event'),
      event: z.string().describe('the name of the event, such as `saves.changed`'),
      data: z.unknown().describe('what the contract declares for the event'),
      server_ts: Moment,
    })
    .meta({ description: 'Something happened that concerns the player.' }),
  token_expiring: z
    .object({ type: z.literal('token_expiring'), expires_at: Moment })
    .meta({ description: 'The token expires within a minute: refresh it and send another `auth` frame.' }),
  reconnect: z
    .object({
      type: z.literal('reconnect'),
      after_ms: z.number().describe('milliseconds to wait first'),
      reason: z.literal('draining'),
    })
    .meta({ description: 'This server is shutting down: reconnect.' }),
  error: z
    .object({
      type: z.literal('error'),
      ref: Ref,
      code: z.string(),
      message: z.string(),
      retry: z.boolean().describe('whether the very same frame may succeed later'),
      data: z.unknown().optional(),
      request_id: z.string(),
    })
    .meta({ description: 'A frame was refused. The socket stays open.' }),
  ...realtimeServerFrames,
} as const;

type CoreServerFrames = Omit<typeof serverFrames, keyof typeof realtimeServerFrames>;
export type ServerFrame =
  | { [K in keyof CoreServerFrames]: z.infer<CoreServerFrames[K]> }[keyof CoreServerFrames]
  | RealtimeServerFrame;
