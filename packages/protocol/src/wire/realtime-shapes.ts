import { z } from 'zod';

export const FrameId = z
  .union([z.string().max(64), z.number()])
  .optional()
  .describe('comes back as `ref` in the answer');
export const Ref = z
  .union([z.string(), z.number()])
  .optional()
  .describe('the `id` of the frame this answers');
export const Moment = z.number().int().describe('milliseconds since 1970 UTC');

/** A client’s own count of what it sent to the room: each number is handled once. */
export const Count = z
  .number()
  .int()
  .positive()
  .optional()
  .describe(
    '1, 2, 3 … for what this seat sends; the server handles each number once, so sending again is safe',
  );
export const Seq = z.number().int().nonnegative().describe('place in the order of the room');

/** A small JSON object that a game gives meaning to. */
export const Facts = z.record(z.string().max(64), z.unknown());
/** `other-player-id`, `all`, `others`, `host`, `server` or `group:red`. */
export const Target = z
  .string()
  .min(1)
  .max(64)
  .describe('a player id, `all`, `others`, `host`, `server` or `group:<name>`');

/** A player in a room, as the others see them. */
export const RoomPlayer = z.object({
  player_id: z.string(),
  player_data: Facts.describe('what the player told of themselves when joining'),
  role: z.enum(['player', 'spectator']),
  is_host: z.boolean(),
  connected: z.boolean().describe('false while the seat is held for a player whose connection broke'),
  groups: z.array(z.string()).describe('names of the interest groups the player is in'),
  joined_at: Moment,
});

/** How a room is open to others. */
export const Visibility = z
  .enum(['public', 'private'])
  .describe('public rooms are listed; private ones are found by code or id only');

/** A room, as its members and lists see it. */
export const RoomInfo = z.object({
  room_id: z.uuid(),
  code: z.string().describe('a short code to join by, such as `ABCD-2345`'),
  game_id: z.string(),
  kind: z.string().describe('which room handler runs it; `relay` when none does'),
  visibility: Visibility,
  has_password: z.boolean(),
  locked: z.boolean().describe('whether nobody new may join'),
  host_id: z.string().nullable().describe('the player who owns the room; null in a room of the server'),
  players: z.number().int().describe('players with a seat, held seats included'),
  spectators: z.number().int(),
  max_players: z.number().int(),
  tick_rate: z.number().describe('state frames a second; 0 passes every state on at once'),
  hold_seconds: z.number().describe('how long a seat is held after a connection broke'),
  properties: Facts,
  revision: z.number().int().describe('grows with every change of the properties'),
  created_at: Moment,
});

export const leaveReasons = [
  'left',
  'dropped',
  'kicked',
  'banned',
  'switched',
  'closed',
  'failed',
  'expired',
  'session_ended',
] as const;
export const LeaveReason = z.enum(leaveReasons);

export type RoomPlayer = z.infer<typeof RoomPlayer>;
export type RoomInfo = z.infer<typeof RoomInfo>;
export type LeaveReason = z.infer<typeof LeaveReason>;
