import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Id, Nothing, text, Timestamp } from '../../contract/schemas.js';
import { gameErrors, tooMany } from './errors.js';
import { exampleGame } from './examples.js';
import { keyMethods } from './keys.js';
import { Brand, Environment, Game, GameSlug } from './shapes.js';

const { game, org_id } = exampleGame;
const at = { org_id: Id, game: GameSlug };

/** The games of a studio, their environments and keys. */
export const games = defineContract('games', {
  create: {
    summary: 'Add a game, with a public key for each of its environments.',
    notes: 'Needs `orgs.games`.',
    who: 'player',
    http: { route: 'POST /orgs/:org_id/games', status: 201 },
    input: z.object({ org_id: Id, game: GameSlug, name: text(1, 100), brand: Brand.default({}) }),
    output: Game,
    errors: {
      ...gameErrors,
      slug_taken: {
        kind: 'conflict',
        message: 'Another game of this server has that name. Choose another one.',
      },
      too_many: tooMany,
    },
    limit: { per: 'player', times: 60, seconds: 3600 },
    once: true,
    audited: ['org_id', 'game', 'name'],
    example: {
      input: { org_id, game, name: 'Starfall', brand: exampleGame.brand },
      output: exampleGame,
    },
  },
  list: {
    summary: 'List the games of an organization.',
    who: 'player',
    http: 'GET /orgs/:org_id/games',
    input: z.object({ org_id: Id }),
    output: z.object({ games: z.array(Game) }),
    errors: gameErrors,
    example: { input: { org_id }, output: { games: [exampleGame] } },
  },
  get: {
    summary: 'Read a game.',
    who: 'player',
    http: 'GET /orgs/:org_id/games/:game',
    input: z.object(at),
    output: Game,
    errors: gameErrors,
    example: { input: { org_id, game }, output: exampleGame },
  },
  update: {
    summary: 'Change a game’s name and look. Fields that are left out stay.',
    notes: 'Needs `orgs.games`.',
    who: 'player',
    http: 'PATCH /orgs/:org_id/games/:game',
    input: z.object({ ...at, name: text(1, 100).optional(), brand: Brand.optional() }),
    output: Game,
    errors: gameErrors,
    audited: ['org_id', 'game', 'name', 'brand'],
    example: { input: { org_id, game, name: 'Starfall' }, output: exampleGame },
  },
  delete: {
    summary:
      'Delete a game. Its keys end at once; its data stays, and games.restore brings it back for 30 days.',
    notes: 'Needs `orgs.games` and `orgs.delete`. The game `default` stays.',
    who: 'player',
    http: 'DELETE /orgs/:org_id/games/:game',
    input: z.object(at),
    output: Nothing,
    errors: {
      ...gameErrors,
      default_stays: { kind: 'conflict', message: 'The game "default" cannot be deleted.' },
    },
    audited: ['org_id', 'game'],
    example: { input: { org_id, game }, output: null },
  },
  restore: {
    summary: 'Bring back a game that was deleted within the last 30 days, with its keys.',
    notes: 'Needs `orgs.games` and `orgs.delete`.',
    who: 'player',
    http: 'POST /orgs/:org_id/games/:game/restore',
    input: z.object(at),
    output: Game,
    errors: gameErrors,
    audited: ['org_id', 'game'],
    example: { input: { org_id, game }, output: exampleGame },
  },
  enter: {
    summary: 'Get a studio token: it acts in one environment of a game, with the permissions of one’s role.',
    notes:
      'It is good for an hour, and ends with the session, with the membership and with the game. A change of role counts within two seconds.',
    who: 'player',
    http: 'POST /orgs/:org_id/games/:game/enter',
    input: z.object({ ...at, environment: Environment }),
    output: z.object({
      token: z.string(),
      game_id: z.string(),
      permissions: z.array(z.string()),
      expires_at: Timestamp,
    }),
    errors: gameErrors,
    limit: { per: 'player', times: 120, seconds: 60 },
    audited: ['org_id', 'game', 'environment'],
    example: {
      input: { org_id, game, environment: 'dev' },
      output: {
        token: 'ast_7Yh…',
        game_id: 'starfall:dev',
        permissions: ['auth.read_players'],
        expires_at: '2026-01-02T13:00:00.000Z',
      },
    },
  },
  ...keyMethods,
});
