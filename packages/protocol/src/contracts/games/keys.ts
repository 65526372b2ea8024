import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id, Nothing, text, Timestamp, whole } from '../../contract/schemas.js';
import { escalation, gameErrors, keyErrors, tooMany } from './errors.js';
import { exampleGame, exampleKey } from './examples.js';
import { Environment, GameKey, GameSlug, KeyLife, NewKey, Scopes } from './shapes.js';

const { game, org_id } = exampleGame;
const { key_id } = exampleKey;
const at = { org_id: Id, game: GameSlug };
const keyAt = { ...at, key_id: Id };

/** Keys: public ones for the game, secret ones for a studio’s own servers. */
export const keyMethods = {
  keys: {
    summary: 'List the keys of a game that are good, the newest first.',
    notes: 'Needs `orgs.keys`.',
    who: 'player',
    http: 'GET /orgs/:org_id/games/:game/keys',
    input: z.object({ ...at, environment: Environment.optional() }),
    output: z.object({ keys: z.array(GameKey) }),
    errors: gameErrors,
    example: { input: { org_id, game }, output: { keys: [exampleKey] } },
  },
  createKey: {
    summary: 'Make a key for an environment of a game.',
    notes:
      'Needs `orgs.keys`, and each permission that is to be a scope. A `public` key goes into the game and says only which game it is; a `secret` key is a studio’s own server, and is shown this once.',
    who: 'player',
    http: { route: 'POST /orgs/:org_id/games/:game/keys', status: 201 },
    input: z.object({
      ...at,
      environment: Environment,
      sort: z.enum(['public', 'secret']),
      label: text(1, 64),
      scopes: Scopes.default([]),
      expires_in: KeyLife.optional(),
    }),
    output: NewKey,
    errors: {
      ...gameErrors,
      escalation,
      scopes_public: { kind: 'invalid', message: 'A public key has no scopes: everybody can read it.' },
      too_many: tooMany,
    },
    audited: ['org_id', 'game', 'environment', 'sort', 'label', 'scopes', 'expires_in'],
    example: {
      input: {
        org_id,
        game,
        environment: 'live',
        sort: 'secret',
        label: 'match servers',
        scopes: ['auth.verify_players'],
      },
      output: { ...exampleKey, key: 'ask_9sQx…' },
    },
  },
  rotateKey: {
    summary: 'Make the successor of a key. The old one goes on working for a while.',
    notes: 'Needs `orgs.keys`, and each permission the key has. By default both work for 24 hours.',
    who: 'player',
    http: { route: 'POST /orgs/:org_id/games/:game/keys/:key_id/rotate', status: 201 },
    input: z.object({
      ...keyAt,
      overlap: whole(0, 2_592_000)
        .optional()
        .meta({ description: 'seconds for which the old key goes on working; 0: it ends at once' }),
    }),
    output: NewKey,
    errors: {
      ...keyErrors,
      escalation,
      key_rotated: { kind: 'conflict', message: 'This key has a successor already. Rotate that one.' },
    },
    audited: ['org_id', 'game', 'key_id', 'overlap'],
    example: { input: { org_id, game, key_id }, output: { ...exampleKey, key: 'ask_b1Xc…' } },
  },
  revokeKey: {
    summary: 'End a key. Every server refuses it within two seconds, and all tokens made with it.',
    notes: 'Needs `orgs.keys`.',
    who: 'player',
    http: 'DELETE /orgs/:org_id/games/:game/keys/:key_id',
    input: z.object(keyAt),
    output: Nothing,
    errors: keyErrors,
    audited: ['org_id', 'game', 'key_id'],
    example: { input: { org_id, game, key_id }, output: null },
  },
  serviceToken: {
    summary: 'Make a short-lived token out of a secret key, for one instance of a game server.',
    notes: 'It can have no scope that the key has not, makes no further tokens, and ends with the key.',
    who: 'server',
    http: 'POST /games/service-token',
    input: z.object({
      scopes: Scopes.optional().meta({ description: 'left out: those of the key' }),
      seconds: whole(60, 3600).default(3600),
    }),
    output: z.object({ token: z.string(), scopes: z.array(z.string()), expires_at: Timestamp }),
    errors: {
      escalation,
      key_needed: { kind: 'forbidden', message: 'Only a secret key makes service tokens.' },
    },
    limit: { per: 'player', times: 600, seconds: 60 },
    audited: ['scopes', 'seconds'],
    example: {
      input: { scopes: ['auth.verify_players'], seconds: 900 },
      output: {
        token: 'asv_4Tq…',
        scopes: ['auth.verify_players'],
        expires_at: '2026-01-02T12:15:00.000Z',
      },
    },
  },
} as const satisfies MethodSpecs;
