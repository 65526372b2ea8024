import { z } from 'zod';
import { Id, text, Timestamp, whole } from '../../contract/schemas.js';

export const QueueName = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'must be the name of a queue')
  .meta({ description: 'the name of a queue', examples: ['default'] });
const PlayerId = Id.meta({ description: 'the id of a player' });
const Key = z.string().regex(/^\w{1,64}$/, 'must be 1 to 64 letters, digits or "_"');
const Rating = z.number().min(-100_000).max(100_000);
export const Region = text(1, 32).meta({
  description: 'a region as the studio names it',
  examples: ['us-east'],
});

export const Attributes = z
  .record(Key, z.union([text(0, 64), z.number(), z.array(text(1, 64)).max(32)]))
  .refine((given) => Object.keys(given).length <= 20, 'must not have more than 20 entries')
  .meta({ description: 'what the rules of the queue ask for' });
export const Latencies = z
  .record(text(1, 32), z.number().min(0).max(10_000))
  .refine((given) => Object.keys(given).length <= 32, 'must not have more than 32 entries')
  .meta({ description: 'milliseconds to each region, as the client measured' });
export const SkillRange = z
  .tuple([Rating, Rating])
  .refine(([low, high]) => low <= high, 'must begin with the lower end')
  .meta({ description: 'ratings of opponents that are welcome; it widens as the queue says' });

export const ticketStatuses = [
  'waiting_for_players',
  'waiting',
  'accepting',
  'matched',
  'cancelled',
  'expired',
] as const;
export const TicketStatus = z.enum(ticketStatuses);

/** A player in a ticket or match. */
export const MatchPlayer = z.object({
  player_id: PlayerId,
  team: z.string().nullable(),
  joined: z.boolean().meta({ description: 'whether the player has agreed to queue' }),
  accepted: z.boolean().meta({ description: 'whether the player has accepted the match' }),
});

/** What was found for a ticket. */
export const FoundMatch = z.object({
  match_id: Id,
  state: z.enum(['accepting', 'opening', 'ready', 'failed']),
  room_id: z.string().nullable().meta({ description: 'null until the room is open' }),
  region: z.string().nullable(),
  players: z.array(z.object({ player_id: PlayerId, team: z.string().nullable() })),
  expires_at: Timestamp.nullable().meta({ description: 'until when to accept, or to take the seat' }),
});

/** A ticket, as its players see it. */
export const Ticket = z.object({
  ticket_id: Id,
  queue: z.string(),
  status: TicketStatus,
  reason: z.string().nullable().meta({ description: 'why it ended, or waits again' }),
  leader_id: PlayerId,
  players: z.array(MatchPlayer),
  attributes: Attributes,
  waiting_seconds: z.number(),
  estimated_wait_seconds: z.number().nullable(),
  created_at: Timestamp,
  expires_at: Timestamp.nullable().meta({ description: 'it ends then unless it is asked for again' }),
  match: FoundMatch.nullable(),
});

/** How a queue is doing. Times are seconds. */
export const QueueStats = z.object({
  queue: z.string(),
  waiting_tickets: z.number().int(),
  waiting_players: z.number().int(),
  oldest_seconds: z.number(),
  matches: z.number().int().meta({ description: 'of the last hour' }),
  wait_p50_seconds: z.number().nullable().meta({ description: 'of the last 200 tickets that were matched' }),
  wait_p90_seconds: z.number().nullable(),
});

/** A queue, as players may know it. */
export const QueueInfo = z.object({
  queue: z.string(),
  min_players: z.number().int(),
  max_players: z.number().int(),
  teams: z.array(z.object({ name: z.string(), min: z.number().int(), max: z.number().int() })),
  rules: z.array(z.string()).meta({ description: 'what has to fit, in a few words each' }),
  accept_seconds: z.number(),
});

/** What a rule does to a ticket; counts are of other waiting tickets. */
export const RuleEffect = z.object({
  rule: z.string(),
  turned_away: z.number().int(),
  only_by_this: z.number().int().meta({ description: 'turned away by this rule alone' }),
  let_in_at_limit: z
    .number()
    .int()
    .meta({ description: 'of those turned away, once the rule has fully widened' }),
});

/** Why a ticket is not matched yet. */
export const Why = z.object({
  ticket_id: Id,
  waiting: z.number().int().meta({ description: 'other tickets that were looked at, at most 5000' }),
  compatible: z.number().int(),
  compatible_players: z.number().int(),
  needed_players: z.number().int(),
  holds_out_seconds: z.number().meta({ description: 'for how much longer it holds out for a full match' }),
  widens_in_seconds: z.number().nullable().meta({ description: 'when the rules let in enough; null: never' }),
  rules: z.array(RuleEffect),
  nearest: z.array(
    z.object({
      players: z.number().int(),
      waiting_seconds: z.number(),
      rating_difference: z.number(),
      refused_by: z.array(z.string()),
    }),
  ),
  sentences: z.array(z.string()),
});

export const FreeSeats = z
  .array(z.strictObject({ team: text(1, 32).nullable().default(null), seats: whole(0, 100) }))
  .min(1)
  .max(16)
  .meta({ description: 'how many players each team may still take' });

/** A running room that seeks players. */
export const BackfillTicket = z.object({
  backfill_id: Id,
  queue: z.string(),
  room_id: z.string(),
  status: z.enum(['open', 'filled', 'closed', 'expired']),
  free: z.array(z.object({ team: z.string().nullable(), seats: z.number().int() })),
  generation: z.number().int().meta({ description: 'grows with every change; name it to change it' }),
  created_at: Timestamp,
});

/** A player’s rating in a game. */
export const PlayerRating = z.object({
  player_id: PlayerId,
  rating: z.string().meta({ description: 'the name queues share it by' }),
  points: z
    .number()
    .meta({ description: '1000 for a newcomer, about 1500 for somebody settled and average' }),
  mu: z.number(),
  sigma: z.number(),
  matches: z.number().int(),
});

export const TicketInput = {
  queue: QueueName.optional().meta({ description: 'default: the queue of that mode, or `default`' }),
  mode: text(1, 64).optional().meta({ description: 'short for the attribute `mode`' }),
  region: Region.optional(),
  skill_range: SkillRange.optional(),
  skill: Rating.optional().meta({ description: 'a claim, taken only while the server has no rating' }),
  attributes: Attributes.optional(),
  latencies: Latencies.optional(),
};
