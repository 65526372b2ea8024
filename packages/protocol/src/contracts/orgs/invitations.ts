import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id, Nothing, Timestamp } from '../../contract/schemas.js';
import { Email, Language } from '../auth/shapes.js';
import {
  acceptErrors,
  escalation,
  invitationInvalid,
  memberErrors,
  roleNotFound,
  tooMany,
} from './errors.js';
import { exampleInvitation, exampleOrg } from './examples.js';
import { Invitation, InviteToken, NextCursor, Org, page, RoleKey } from './shapes.js';

const { org_id } = exampleOrg;
const { invitation_id } = exampleInvitation;
const at = { org_id: Id };
const token = 'ain_4kq…';

/** How people come into an organization: by a mail to an address that has to be theirs. */
export const invitationMethods = {
  invite: {
    summary: 'Invite somebody by a mail to their address.',
    notes:
      'Needs `orgs.members`. The link works once, for seven days, for an account that has proved this address. A further invitation to the same address takes the place of the one before.',
    who: 'player',
    http: { route: 'POST /orgs/:org_id/invitations', status: 201 },
    input: z.object({ ...at, email: Email, role: RoleKey, language: Language.optional() }),
    output: Invitation,
    errors: {
      ...memberErrors,
      escalation,
      role_not_found: roleNotFound,
      email_invalid: { kind: 'invalid', message: 'This is no email address.' },
      too_many: tooMany,
    },
    limit: { per: 'player', times: 60, seconds: 3600 },
    once: true,
    audited: ['org_id', 'email', 'role'],
    example: { input: { org_id, email: 'bob@example.com', role: 'developer' }, output: exampleInvitation },
  },
  invitations: {
    summary: 'List the invitations that are open, the newest first.',
    notes: 'Needs `orgs.members`.',
    who: 'player',
    http: 'GET /orgs/:org_id/invitations',
    input: z.object({ ...at, ...page }),
    output: z.object({ invitations: z.array(Invitation), next_cursor: NextCursor }),
    errors: memberErrors,
    example: { input: { org_id }, output: { invitations: [exampleInvitation], next_cursor: null } },
  },
  revokeInvitation: {
    summary: 'Take an invitation back.',
    notes: 'Needs `orgs.members`.',
    who: 'player',
    http: 'DELETE /orgs/:org_id/invitations/:invitation_id',
    input: z.object({ ...at, invitation_id: Id }),
    output: Nothing,
    errors: { ...memberErrors, invitation_invalid: invitationInvalid },
    audited: ['org_id', 'invitation_id'],
    example: { input: { org_id, invitation_id }, output: null },
  },
  findInvitation: {
    summary: 'Read what an invitation is to, by the token of its link.',
    who: 'anyone',
    http: 'POST /orgs/invitations/find',
    input: z.object({ token: InviteToken }),
    output: z.object({
      org_name: z.string(),
      role: z.string(),
      email: z.string(),
      expires_at: Timestamp,
    }),
    errors: { invitation_invalid: invitationInvalid },
    limit: { per: 'address', times: 60, seconds: 600 },
    sensitive: true,
    example: {
      input: { token },
      output: {
        org_name: exampleOrg.name,
        role: 'developer',
        email: exampleInvitation.email,
        expires_at: exampleInvitation.expires_at,
      },
    },
  },
  acceptInvitation: {
    summary: 'Become a member by an invitation.',
    notes: 'The account must have proved the address the invitation was sent to.',
    who: 'player',
    http: 'POST /orgs/invitations/accept',
    input: z.object({ token: InviteToken }),
    output: Org,
    errors: acceptErrors,
    limit: { per: 'player', times: 60, seconds: 600 },
    sensitive: true,
    audited: [],
    example: { input: { token }, output: { ...exampleOrg, role: 'developer' } },
  },
  declineInvitation: {
    summary: 'Say no to an invitation. Its link is good for nothing afterwards.',
    who: 'anyone',
    http: 'POST /orgs/invitations/decline',
    input: z.object({ token: InviteToken }),
    output: Nothing,
    errors: { invitation_invalid: invitationInvalid },
    limit: { per: 'address', times: 60, seconds: 600 },
    sensitive: true,
    example: { input: { token }, output: null },
  },
} as const satisfies MethodSpecs;
