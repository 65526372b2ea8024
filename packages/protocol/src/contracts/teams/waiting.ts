import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id, Nothing } from '../../contract/schemas.js';
import { actErrors, entryErrors, notFound, playerNotFound, tooManyWaiting } from './errors.js';
import { exampleInvitation, exampleRequest, player_id, team_id } from './examples.js';
import { NextCursor, page, PlayerId, TeamInvitation, TeamMessage, TeamRequest } from './shapes.js';

const at = { team_id: Id };
const one = { ...at, player_id: PlayerId };
const too_many_waiting = tooManyWaiting;
const { full, too_many, banned, member_already, entry_closed } = entryErrors;

/** Players who are not in a team yet: invited, or asking for a place. Nobody else hears of them. */
export const waitingMethods = {
  invite: {
    summary: 'Invite a player. The invitation is good for a week; once more begins a new one.',
    notes:
      'For the leader and officers. Whoever has asked for a place is in at once. Whether there is such a player is not told.',
    who: 'player',
    http: { route: 'POST /teams/:team_id/invitations', status: 201 },
    input: z.object(one),
    output: TeamInvitation,
    errors: { ...actErrors, full, too_many, member_already, banned, too_many_waiting },
    limit: { per: 'player', times: 60, seconds: 3600 },
    example: { input: { team_id, player_id }, output: exampleInvitation },
  },
  invitations: {
    summary: 'List who is invited. For the leader and officers.',
    who: 'player',
    http: 'GET /teams/:team_id/invitations',
    input: z.object({ ...at, ...page }),
    output: z.object({ invitations: z.array(TeamInvitation), next_cursor: NextCursor }),
    errors: actErrors,
    example: { input: { team_id }, output: { invitations: [exampleInvitation], next_cursor: null } },
  },
  revokeInvitation: {
    summary: 'Take an invitation back.',
    who: 'player',
    http: 'DELETE /teams/:team_id/invitations/:player_id',
    input: z.object(one),
    output: Nothing,
    errors: { ...actErrors, player_not_found: playerNotFound },
    example: { input: { team_id, player_id }, output: null },
  },
  decline: {
    summary: 'Decline an invitation, or take back that one has asked for a place.',
    who: 'player',
    http: 'POST /teams/:team_id/decline',
    input: z.object(at),
    output: Nothing,
    errors: { not_found: notFound },
    example: { input: { team_id }, output: null },
  },
  request: {
    summary: 'Ask for a place in a team whose entry is `request`.',
    notes: 'Whoever is invited is in at once. Asking again changes the message.',
    who: 'player',
    http: { route: 'POST /teams/:team_id/requests', status: 201 },
    input: z.object({ ...at, message: TeamMessage.default('') }),
    output: z.object({ status: z.enum(['requested', 'joined']) }),
    errors: { not_found: notFound, full, too_many, banned, member_already, entry_closed, too_many_waiting },
    limit: { per: 'player', times: 20, seconds: 3600 },
    reveals: 'That there is such a team is known to all players of the game.',
    example: { input: { team_id, message: 'I play every night.' }, output: { status: 'requested' } },
  },
  requests: {
    summary: 'List who asks for a place. For the leader and officers.',
    who: 'player',
    http: 'GET /teams/:team_id/requests',
    input: z.object({ ...at, ...page }),
    output: z.object({ requests: z.array(TeamRequest), next_cursor: NextCursor }),
    errors: actErrors,
    example: { input: { team_id }, output: { requests: [exampleRequest], next_cursor: null } },
  },
  decide: {
    summary: 'Take somebody who asks for a place, or do not. For the leader and officers.',
    who: 'player',
    http: 'POST /teams/:team_id/requests/:player_id',
    input: z.object({ ...one, accept: z.boolean() }),
    output: Nothing,
    errors: { ...actErrors, player_not_found: playerNotFound, full, too_many },
    example: { input: { team_id, player_id, accept: true }, output: null },
  },
} as const satisfies MethodSpecs;
