import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Nothing, Timestamp, Id, whole } from '../../contract/schemas.js';
import { exampleBan, examplePlayer } from './examples.js';
import { Ban, Note, Player, PlayerId, Reason, VerifiedPlayer } from './shapes.js';

const read = 'auth.read_players';
const moderate = 'auth.moderate';
const notFound = { kind: 'not_found', message: 'There is no such player in this game.' } as const;
const { player_id } = examplePlayer;
const only = { not_found: notFound };

/** Players as the studio of a game sees them: those who have signed in to the game of the key, and nobody else. */
export const players = defineContract('players', {
  find: {
    summary: 'Find players of the game by their id, email or username, or list all of them.',
    notes: 'Players come in the order of their first sign-in to the game. Names must fit exactly.',
    who: 'server',
    needs: read,
    http: 'GET /players',
    input: z
      .object({
        player_id: PlayerId.optional(),
        email: z.string().max(254).optional(),
        username: z.string().max(64).optional(),
        cursor: z.string().max(64).optional().meta({ description: 'the `next_cursor` of the page before' }),
        limit: whole(1, 100).default(50),
      })
      .refine(
        (input) =>
          [input.player_id, input.email, input.username].filter((one) => one !== undefined).length < 2,
        { path: ['email'], message: 'give at most one of player_id, email and username' },
      ),
    output: z.object({
      players: z.array(Player),
      next_cursor: z.string().nullable().meta({ description: 'null: there are no more' }),
    }),
    audited: ['player_id'],
    example: {
      input: { email: 'ann@example.com' },
      output: { players: [examplePlayer], next_cursor: null },
    },
  },
  get: {
    summary: 'Read a player of the game.',
    who: 'server',
    needs: read,
    http: 'GET /players/:player_id',
    input: z.object({ player_id: PlayerId }),
    output: Player,
    errors: only,
    audited: ['player_id'],
    example: { input: { player_id }, output: examplePlayer },
  },
  ban: {
    summary: 'Keep a player out of the game, for a time or for good. Their sessions in it end.',
    notes: 'A further ban takes the place of the one in force. The player is told the reason at sign-in.',
    who: 'server',
    needs: moderate,
    http: { route: 'POST /players/:player_id/bans', status: 201 },
    input: z.object({
      player_id: PlayerId,
      reason: Reason,
      note: Note.optional(),
      seconds: whole(1, 315_360_000)
        .optional()
        .meta({ description: 'how long, at most ten years; left out: for good' }),
    }),
    output: Ban,
    errors: only,
    once: true,
    audited: ['player_id', 'reason', 'seconds'],
    example: {
      input: { player_id, reason: exampleBan.reason, note: exampleBan.note, seconds: 604_800 },
      output: exampleBan,
    },
  },
  unban: {
    summary: 'Let a banned player in again.',
    notes: 'Who is not banned stays so, without a complaint.',
    who: 'server',
    needs: moderate,
    http: 'DELETE /players/:player_id/bans',
    input: z.object({ player_id: PlayerId }),
    output: Nothing,
    errors: only,
    audited: ['player_id'],
    example: { input: { player_id }, output: null },
  },
  bans: {
    summary: 'Read all bans of a player in the game, the newest first.',
    who: 'server',
    needs: moderate,
    http: 'GET /players/:player_id/bans',
    input: z.object({ player_id: PlayerId }),
    output: z.object({ bans: z.array(Ban).meta({ description: 'the last 100' }) }),
    errors: only,
    audited: ['player_id'],
    example: { input: { player_id }, output: { bans: [exampleBan] } },
  },
  endSessions: {
    summary: 'Sign a player out of the game on all devices.',
    who: 'server',
    needs: moderate,
    http: 'DELETE /players/:player_id/sessions',
    input: z.object({ player_id: PlayerId }),
    output: z.object({ ended: z.number().int() }),
    errors: only,
    audited: ['player_id'],
    example: { input: { player_id }, output: { ended: 2 } },
  },
  verifyToken: {
    summary: 'Learn whom an access token of a player speaks for.',
    notes:
      'For a studio’s own servers. What is no token, has expired, was ended or belongs to another game is all the same: `active` is false.',
    who: 'server',
    needs: 'auth.verify_players',
    http: 'POST /players/verify-token',
    input: z.object({ token: z.string().max(4096) }),
    output: z.object({
      active: z.boolean(),
      player: VerifiedPlayer.nullable(),
      session_id: Id.nullable(),
      expires_at: Timestamp.nullable(),
    }),
    sensitive: true,
    example: {
      input: { token: 'eyJhbGciOiJFZERTQSIs…' },
      output: {
        active: true,
        player: {
          player_id,
          username: 'ann',
          display_name: 'ann',
          avatar_url: null,
          is_guest: false,
          is_verified: true,
        },
        session_id: '01890a5d-ac96-774b-bcce-b302099a8058',
        expires_at: '2026-01-02T12:15:00.000Z',
      },
    },
  },
});
