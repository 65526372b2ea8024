import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id, Nothing } from '../../contract/schemas.js';
import { actErrors, entryErrors, notFound, playerNotFound, tooManyWaiting } from './errors.js';
import { exampleBan, exampleMember, player_id, team_id } from './examples.js';
import { NextCursor, page, PlayerId, TeamBan, TeamMember, TeamRole } from './shapes.js';

const at = { team_id: Id };
const one = { ...at, player_id: PlayerId };
const errors = { ...actErrors, player_not_found: playerNotFound };
const reveals = 'Who is in a team is known to all players of the game.';

/** Who belongs to a team, as what, and who is kept out. */
export const memberMethods = {
  members: {
    summary: 'List the members of a team, the first ones first.',
    who: 'player',
    http: 'GET /teams/:team_id/members',
    input: z.object({ ...at, ...page }),
    output: z.object({ members: z.array(TeamMember), next_cursor: NextCursor }),
    errors: { not_found: notFound },
    reveals,
    example: { input: { team_id }, output: { members: [exampleMember], next_cursor: null } },
  },
  leave: {
    summary: 'Leave a team. One that nobody is left in ends.',
    notes: 'A leader transfers the team first, unless nobody else is in it.',
    who: 'player',
    http: 'POST /teams/:team_id/leave',
    input: z.object(at),
    output: Nothing,
    errors: {
      not_found: notFound,
      last_leader: {
        kind: 'conflict',
        message: 'You lead this team. Transfer it to another member first, or delete it.',
      },
    },
    example: { input: { team_id }, output: null },
  },
  kick: {
    summary: 'Remove a member of a lower role.',
    who: 'player',
    http: 'DELETE /teams/:team_id/members/:player_id',
    input: z.object(one),
    output: Nothing,
    errors,
    example: { input: { team_id, player_id }, output: null },
  },
  setRole: {
    summary: 'Make a member an officer, or an officer a member. For the leader.',
    who: 'player',
    http: 'PUT /teams/:team_id/members/:player_id',
    input: z.object({ ...one, role: TeamRole.exclude(['leader']) }),
    output: TeamMember,
    errors,
    example: {
      input: { team_id, player_id, role: 'officer' },
      output: { ...exampleMember, role: 'officer' },
    },
  },
  transfer: {
    summary: 'Make another member the leader. Whoever led becomes an officer.',
    who: 'player',
    http: 'POST /teams/:team_id/transfer',
    input: z.object(one),
    output: Nothing,
    errors,
    example: { input: { team_id, player_id }, output: null },
  },
  ban: {
    summary: 'Keep a player out of the team; a member is removed. Twice is no error.',
    who: 'player',
    http: 'PUT /teams/:team_id/bans/:player_id',
    input: z.object(one),
    output: Nothing,
    errors: { ...actErrors, too_many_waiting: tooManyWaiting },
    example: { input: { team_id, player_id }, output: null },
  },
  unban: {
    summary: 'Let a player in again who was kept out.',
    who: 'player',
    http: 'DELETE /teams/:team_id/bans/:player_id',
    input: z.object(one),
    output: Nothing,
    errors,
    example: { input: { team_id, player_id }, output: null },
  },
  bans: {
    summary: 'List who is kept out. For the leader and officers.',
    who: 'player',
    http: 'GET /teams/:team_id/bans',
    input: z.object({ ...at, ...page }),
    output: z.object({ bans: z.array(TeamBan), next_cursor: NextCursor }),
    errors: actErrors,
    example: { input: { team_id }, output: { bans: [exampleBan], next_cursor: null } },
  },
  join: {
    summary: 'Join an open team, or one that has invited you.',
    who: 'player',
    http: { route: 'POST /teams/:team_id/members', status: 201 },
    input: z.object(at),
    output: TeamMember,
    errors: entryErrors,
    limit: { per: 'player', times: 30, seconds: 60 },
    reveals,
    example: { input: { team_id }, output: exampleMember },
  },
} as const satisfies MethodSpecs;
