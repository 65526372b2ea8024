import { z } from 'zod';
import type { ErrorBody } from '../errors/aethex-error.js';

const FrameId = z.union([z.string().max(64), z.number()]).optional();

/** What a client may send besides JSON-RPC requests. Any `id` comes back as `ref`. */
export const clientFrames = {
  auth: z
    .strictObject({ type: z.literal('auth'), id: FrameId, token: z.string().max(4096) })
    .meta({ description: 'Signs the socket in, or hands it a fresh token before the old one expires.' }),
  ping: z.strictObject({ type: z.literal('ping'), id: FrameId }).meta({ description: 'Asks for a pong.' }),
} as const;

export type ClientFrame = {
  [K in keyof typeof clientFrames]: z.infer<(typeof clientFrames)[K]>;
}[keyof typeof clientFrames];
export type FrameRef = string | number | undefined;

/** What the server sends besides JSON-RPC responses. Times are integer milliseconds since 1970 UTC. */
export type ServerFrame =
  | {
      type: 'auth_ok';
      ref?: FrameRef;
      session_id: string;
      user_id: string;
      heartbeat_s: number;
      expires_at: number;
    }
  | { type: 'pong'; ref?: FrameRef; server_ts: number }
  | { type: 'event'; event: string; data: unknown; server_ts: number }
  | { type: 'token_expiring'; expires_at: number }
  | { type: 'reconnect'; after_ms: number; reason: 'draining' }
  | ({ type: 'error'; ref?: FrameRef } & ErrorBody);
