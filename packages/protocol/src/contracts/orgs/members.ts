import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id, Nothing } from '../../contract/schemas.js';
import { escalation, lastOwner, memberErrors, memberNotFound, roleNotFound } from './errors.js';
import { exampleMember, exampleOrg } from './examples.js';
import { Member, NextCursor, page, RoleKey } from './shapes.js';

const { org_id } = exampleOrg;
const { player_id } = exampleMember;
const at = { org_id: Id };
const memberAt = { org_id: Id, player_id: Id };
const changeErrors = {
  ...memberErrors,
  member_not_found: memberNotFound,
  escalation,
  last_owner: lastOwner,
} as const;

/** Who belongs to an organization. */
export const memberMethods = {
  members: {
    summary: 'List the members of an organization, the longest-standing first.',
    who: 'player',
    http: 'GET /orgs/:org_id/members',
    input: z.object({ ...at, ...page }),
    output: z.object({ members: z.array(Member), next_cursor: NextCursor }),
    errors: memberErrors,
    example: { input: { org_id }, output: { members: [exampleMember], next_cursor: null } },
  },
  setRole: {
    summary: 'Give a member another role. It counts on every server and socket within two seconds.',
    notes: 'Needs `orgs.members`. Only owners make owners.',
    who: 'player',
    http: 'PUT /orgs/:org_id/members/:player_id',
    input: z.object({ ...memberAt, role: RoleKey }),
    output: Member,
    errors: { ...changeErrors, role_not_found: roleNotFound },
    audited: ['org_id', 'player_id', 'role'],
    example: {
      input: { org_id, player_id, role: 'support' },
      output: { ...exampleMember, role: 'support' },
    },
  },
  removeMember: {
    summary: 'Remove a member. What their studio tokens open closes within two seconds.',
    notes: 'Needs `orgs.members`. Keys the member made stay: they belong to the game.',
    who: 'player',
    http: 'DELETE /orgs/:org_id/members/:player_id',
    input: z.object(memberAt),
    output: Nothing,
    errors: changeErrors,
    audited: ['org_id', 'player_id'],
    example: { input: { org_id, player_id }, output: null },
  },
  leave: {
    summary: 'Leave an organization.',
    who: 'player',
    http: 'POST /orgs/:org_id/leave',
    input: z.object(at),
    output: Nothing,
    errors: { not_found: memberErrors.not_found, last_owner: lastOwner },
    audited: ['org_id'],
    example: { input: { org_id }, output: null },
  },
  transfer: {
    summary: 'Make another member the owner, and become an admin oneself.',
    notes: 'For owners, who proved who they are within five minutes.',
    who: 'player',
    http: 'POST /orgs/:org_id/transfer',
    input: z.object(memberAt),
    output: Nothing,
    errors: { ...memberErrors, member_not_found: memberNotFound, escalation },
    audited: ['org_id', 'player_id'],
    example: { input: { org_id, player_id }, output: null },
  },
} as const satisfies MethodSpecs;
