import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Id, Nothing, whole } from '../../contract/schemas.js';
import { actErrors, nameErrors, notFound, sizeInvalid, tooMany } from './errors.js';
import { exampleInvitation, exampleRequest, exampleTeam, team_id } from './examples.js';
import { memberMethods } from './members.js';
import {
  NextCursor,
  page,
  Team,
  TeamDescription,
  TeamEntry,
  TeamInvitation,
  TeamName,
  TeamProperties,
  TeamRequest,
  TeamRole,
  TeamTag,
} from './shapes.js';
import { waitingMethods } from './waiting.js';

const at = { team_id: Id };
const reveals = 'Teams are known to all players of the game.';
const MaxMembers = whole(1, 10_000);
const happened = z.object({ team_id: Id, player_id: Id });

/** Teams of players, also called clans or guilds. Each belongs to one environment of one game. */
export const teams = defineContract(
  'teams',
  {
    create: {
      summary: 'Found a team and become its leader.',
      who: 'player',
      http: { route: 'POST /teams', status: 201 },
      input: z.object({
        name: TeamName,
        tag: TeamTag,
        description: TeamDescription.default(''),
        entry: TeamEntry.default('request'),
        max_members: MaxMembers.optional().meta({ description: 'default: the most the server allows' }),
        properties: TeamProperties.optional(),
      }),
      output: Team,
      errors: { ...nameErrors, too_many: tooMany, size_invalid: sizeInvalid },
      limit: { per: 'player', times: 10, seconds: 3600 },
      once: true,
      reveals: 'That a name is taken is known to all players of the game.',
      example: { input: { name: 'Night Owls', tag: 'OWL' }, output: { ...exampleTeam, member_count: 1 } },
    },
    find: {
      summary: 'Find teams of the game by how their names begin, in the order of their names.',
      notes: 'Upper and lower case, accents and letters that look alike make no difference.',
      who: 'player',
      http: 'GET /teams',
      input: z.object({ name: z.string().max(64).default(''), ...page }),
      output: z.object({ teams: z.array(Team), next_cursor: NextCursor }),
      reveals,
      example: { input: { name: 'night' }, output: { teams: [exampleTeam], next_cursor: null } },
    },
    get: {
      summary: 'Read a team of the game.',
      who: 'player',
      http: 'GET /teams/:team_id',
      input: z.object(at),
      output: Team,
      errors: { not_found: notFound },
      reveals,
      example: { input: { team_id }, output: exampleTeam },
    },
    mine: {
      summary: 'List the teams one is in, is invited to, or has asked for a place in.',
      who: 'player',
      http: 'GET /teams/mine',
      input: z.object({}),
      output: z.object({
        teams: z.array(z.object({ team: Team, role: TeamRole })),
        invitations: z.array(z.object({ team: Team, invitation: TeamInvitation })),
        requests: z.array(z.object({ team: Team, request: TeamRequest })),
      }),
      example: {
        input: {},
        output: {
          teams: [{ team: exampleTeam, role: 'member' }],
          invitations: [{ team: exampleTeam, invitation: exampleInvitation }],
          requests: [{ team: exampleTeam, request: exampleRequest }],
        },
      },
    },
    update: {
      summary: 'Change a team. Fields that are left out stay. For the leader.',
      notes: 'With `revision` it changes only what the caller has seen.',
      who: 'player',
      http: { route: 'PATCH /teams/:team_id', headers: { 'if-match': 'revision' } },
      input: z.object({
        ...at,
        name: TeamName.optional(),
        tag: TeamTag.optional(),
        description: TeamDescription.optional(),
        entry: TeamEntry.optional(),
        max_members: MaxMembers.optional(),
        properties: TeamProperties.optional(),
        revision: whole(0, Number.MAX_SAFE_INTEGER)
          .optional()
          .meta({ description: 'the revision the caller has seen' }),
      }),
      output: Team,
      errors: {
        ...actErrors,
        ...nameErrors,
        size_invalid: sizeInvalid,
        changed: {
          kind: 'conflict',
          message: 'Somebody else has changed the team meanwhile. Read it and try again.',
          data: z.object({ revision: z.number() }),
        },
      },
      example: {
        input: { team_id, entry: 'request', revision: 2 },
        output: exampleTeam,
      },
    },
    delete: {
      summary: 'Delete a team. For the leader.',
      who: 'player',
      http: 'DELETE /teams/:team_id',
      input: z.object(at),
      output: Nothing,
      errors: actErrors,
      example: { input: { team_id }, output: null },
    },
    ...memberMethods,
    ...waitingMethods,
  },
  {
    joined: { summary: 'A player is in the team now. Told to all members.', to: 'player', data: happened },
    left: {
      summary:
        'A player is no longer in the team, by leaving or being removed. Told to them and all members.',
      to: 'player',
      data: happened,
    },
    invited: { summary: 'The team has invited the player.', to: 'player', data: happened },
    requested: {
      summary: 'A player asks for a place. Told to the leader and officers.',
      to: 'player',
      data: happened,
    },
    declined: { summary: 'The player’s request was declined.', to: 'player', data: happened },
    roleChanged: {
      summary: 'A member has another role. Told to the member.',
      to: 'player',
      data: happened.extend({ role: TeamRole }),
    },
  },
);
