import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Id, Nothing, UserRef, whole } from '../../contract/schemas.js';
import { realtimeServerFrames } from '../../wire/realtime-server-frames.js';
import {
  joinErrors,
  noMatch,
  noPlayer,
  noQueue,
  notAccepting,
  noTicket,
  reported,
  strangeResult,
} from './errors.js';
import { backfillMethods } from './backfill.js';
import {
  byTicket,
  exampleRating,
  exampleStats,
  exampleTicket,
  exampleWhy,
  matchId,
  examplePlayer,
} from './examples.js';
import { PlayerRating, QueueInfo, QueueName, QueueStats, Ticket, TicketInput, Why } from './shapes.js';

const found = realtimeServerFrames.match_found.shape;
const queueStatus = realtimeServerFrames.queue_status.shape;

export const matchmaking = defineContract(
  'matchmaking',
  {
    join: {
      summary: 'Join a queue, alone or with a party, or agree to a party’s ticket.',
      notes:
        'The ticket lives on without a socket: asking for it, or an open socket it was made on, keeps it; without either it ends after 30 seconds. With `player_ids` it waits until each of them has joined with its id as `party_id`.',
      who: 'player',
      http: { route: 'POST /matchmaking/tickets', status: 201 },
      input: z.object({
        ...TicketInput,
        player_ids: z
          .array(Id)
          .max(99)
          .optional()
          .meta({ description: 'the other players of a party; each has to join as well' }),
        party_id: Id.optional().meta({ description: 'the ticket of a party you are in: agrees to it' }),
      }),
      output: Ticket,
      errors: joinErrors,
      limit: { per: 'player', times: 60, seconds: 60 },
      once: true,
      example: {
        input: { mode: 'deathmatch', region: 'us-east', skill_range: [1000, 1500] },
        output: exampleTicket,
      },
    },
    mine: {
      summary: 'List your tickets that are under way, and those that ended in the last minutes.',
      who: 'player',
      http: 'GET /matchmaking/tickets',
      input: z.object({}),
      output: z.object({ tickets: z.array(Ticket) }),
      example: { input: {}, output: { tickets: [exampleTicket] } },
    },
    get: {
      summary: 'Look at a ticket. It keeps the ticket alive.',
      who: 'player',
      http: 'GET /matchmaking/tickets/:ticket_id',
      input: z.object({ ticket_id: Id }),
      output: Ticket,
      errors: { no_ticket: noTicket },
      example: { input: byTicket, output: exampleTicket },
    },
    leave: {
      summary: 'Leave the queue: ends one ticket, or all of yours.',
      notes: 'A party’s ticket ends for all its players. Leaving what has ended is no error.',
      who: 'player',
      http: { route: 'DELETE /matchmaking/tickets/:ticket_id', also: ['DELETE /matchmaking/tickets'] },
      input: z.object({ ticket_id: Id.optional() }),
      output: Nothing,
      errors: { no_ticket: noTicket },
      example: { input: byTicket, output: null },
    },
    accept: {
      summary: 'Accept the match that was found.',
      who: 'player',
      http: 'POST /matchmaking/tickets/:ticket_id/accept',
      input: z.object({ ticket_id: Id }),
      output: Ticket,
      errors: { no_ticket: noTicket, not_accepting: notAccepting },
      example: { input: byTicket, output: exampleTicket },
    },
    decline: {
      summary: 'Decline the match that was found.',
      notes: 'Your ticket ends; the others wait on with their waiting time kept.',
      who: 'player',
      http: 'POST /matchmaking/tickets/:ticket_id/decline',
      input: z.object({ ticket_id: Id }),
      output: Nothing,
      errors: { no_ticket: noTicket, not_accepting: notAccepting },
      example: { input: byTicket, output: null },
    },
    why: {
      summary: 'Explain why a ticket is not matched yet.',
      notes: 'For its players, and for whoever holds `multiplayer.moderate`.',
      reveals: 'How many others wait in the queue, and how far they are from the ticket.',
      who: 'signed_in',
      http: 'GET /matchmaking/tickets/:ticket_id/why',
      input: z.object({ ticket_id: Id }),
      output: Why,
      errors: { no_ticket: noTicket },
      limit: { per: 'player', times: 20, seconds: 60 },
      example: { input: byTicket, output: exampleWhy },
    },
    queues: {
      summary: 'List the queues.',
      who: 'signed_in',
      http: 'GET /matchmaking/queues',
      input: z.object({}),
      output: z.object({ queues: z.array(QueueInfo) }),
      example: {
        input: {},
        output: {
          queues: [
            {
              queue: 'default',
              min_players: 2,
              max_players: 8,
              teams: [],
              rules: ['region'],
              accept_seconds: 0,
            },
          ],
        },
      },
    },
    stats: {
      summary: 'Tell how many wait in a queue and for how long.',
      reveals: 'How many wait in a queue of the game.',
      who: 'signed_in',
      http: 'GET /matchmaking/queues/:queue/stats',
      input: z.object({ queue: QueueName }),
      output: QueueStats,
      errors: { no_queue: noQueue },
      example: { input: { queue: 'default' }, output: exampleStats },
    },
    ...backfillMethods,
    report: {
      summary: 'Report how a match ended, and update the ratings of its players.',
      notes: 'Once per match, by a server key or an admin. Teams with the same rank have drawn.',
      who: 'server',
      http: 'POST /matchmaking/matches/:match_id/report',
      input: z.object({
        match_id: Id,
        teams: z
          .array(z.strictObject({ rank: whole(1, 100), player_ids: z.array(Id).min(1).max(100) }))
          .min(2)
          .max(100),
      }),
      output: z.object({ ratings: z.array(PlayerRating) }),
      errors: { no_match: noMatch, reported, strange_result: strangeResult },
      example: {
        input: {
          match_id: matchId,
          teams: [
            { rank: 1, player_ids: [examplePlayer] },
            { rank: 2, player_ids: ['01890a5d-ac96-774b-bcce-b302099a8051'] },
          ],
        },
        output: { ratings: [exampleRating] },
      },
    },
    rating: {
      summary: 'Tell a player’s rating.',
      who: 'signed_in',
      http: 'GET /matchmaking/ratings/:user_id',
      input: z.object({ user_id: UserRef.default('me'), rating: QueueName.default('default') }),
      output: PlayerRating,
      errors: { no_player: noPlayer },
      example: { input: { user_id: 'me' }, output: exampleRating },
    },
  },
  {
    found: {
      summary: 'A match was found: accept it, or join its room.',
      to: 'player',
      frame: 'match_found',
      data: z.object({ ...found }).omit({ type: true, server_ts: true }),
    },
    queueStatus: {
      summary: 'A ticket of yours changed, or still waits.',
      to: 'player',
      frame: 'queue_status',
      data: z.object({ ...queueStatus }).omit({ type: true, server_ts: true }),
    },
    invited: {
      summary: 'A party’s leader queued with you: agree with matchmaking.join and `party_id`.',
      to: 'player',
      data: z.object({ party_id: Id, queue: z.string(), leader_id: Id }),
    },
    ended: {
      summary: 'A match’s result was reported.',
      to: 'plugins',
      data: z.object({ match_id: Id, game_id: z.string(), queue: z.string() }),
    },
  },
);
