import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Flag, Id, Nothing } from '../../contract/schemas.js';
import { auditMethods } from './audit.js';
import { accountNeeded, memberErrors } from './errors.js';
import { exampleOrg } from './examples.js';
import { invitationMethods } from './invitations.js';
import { memberMethods } from './members.js';
import { roleMethods } from './roles.js';
import { NextCursor, Org, OrgName, page } from './shapes.js';

const { org_id } = exampleOrg;
const at = { org_id: Id };

/**
 * Studios: who belongs to them and what each may do. People call with their own account; to somebody who is no member
 * an organization looks as if it did not exist.
 */
export const orgs = defineContract('orgs', {
  create: {
    summary: 'Found an organization and become its owner.',
    notes: 'For admins of the installation, or for any account where `orgs.creation` is `anyone`.',
    who: 'player',
    http: { route: 'POST /orgs', status: 201 },
    input: z.object({ name: OrgName, require_mfa: z.boolean().default(false) }),
    output: Org,
    errors: {
      creation_closed: {
        kind: 'forbidden',
        message: 'Only admins of this installation found organizations. Ask one of them.',
      },
      account_needed: accountNeeded,
    },
    limit: { per: 'player', times: 20, seconds: 3600 },
    once: true,
    audited: ['name'],
    example: { input: { name: 'Starfall Games' }, output: exampleOrg },
  },
  list: {
    summary: 'List the organizations one is a member of.',
    notes: 'With `all`, for admins of the installation, every organization there is.',
    who: 'player',
    http: 'GET /orgs',
    input: z.object({ all: Flag.default(false), ...page }),
    output: z.object({ orgs: z.array(Org), next_cursor: NextCursor }),
    example: { input: {}, output: { orgs: [exampleOrg], next_cursor: null } },
  },
  get: {
    summary: 'Read an organization, with what one may do in it.',
    who: 'player',
    http: 'GET /orgs/:org_id',
    input: z.object(at),
    output: Org.extend({ permissions: z.array(z.string()) }),
    errors: { not_found: memberErrors.not_found },
    example: { input: { org_id }, output: { ...exampleOrg, permissions: ['orgs.members', 'orgs.games'] } },
  },
  update: {
    summary: 'Change an organization. Fields that are left out stay.',
    notes:
      'Needs `orgs.update`. Who switches `require_mfa` on must have shown a second factor, so that nobody shuts themselves out.',
    who: 'player',
    http: 'PATCH /orgs/:org_id',
    input: z.object({ ...at, name: OrgName.optional(), require_mfa: z.boolean().optional() }),
    output: Org,
    errors: memberErrors,
    audited: ['org_id', 'name', 'require_mfa'],
    example: {
      input: { org_id, require_mfa: true },
      output: { ...exampleOrg, require_mfa: true },
    },
  },
  delete: {
    summary: 'Delete an organization that has no games any more.',
    notes: 'Needs `orgs.delete`, and that the caller proved who they are within five minutes.',
    who: 'player',
    http: 'DELETE /orgs/:org_id',
    input: z.object(at),
    output: Nothing,
    errors: {
      ...memberErrors,
      has_games: { kind: 'conflict', message: 'The organization still has games. Delete them first.' },
    },
    audited: ['org_id'],
    example: { input: { org_id }, output: null },
  },
  setup: {
    summary: 'Become an admin of this installation by a one-time link.',
    notes:
      'The link comes from `aethex admin create`, on the terminal of the server. The account becomes owner of the organization that the game `default` belongs to; of a new one, called `name`, when there is none yet.',
    who: 'player',
    http: 'POST /orgs/setup',
    input: z.object({
      token: z
        .string()
        .max(128)
        .meta({ description: 'from the link', examples: ['aad_9sQ…'] }),
      name: OrgName.default('My studio'),
    }),
    output: Org,
    errors: {
      setup_invalid: {
        kind: 'invalid',
        message: 'The link is unknown, used or over. Make a new one with `aethex admin create`.',
      },
      account_needed: accountNeeded,
    },
    limit: { per: 'address', times: 20, seconds: 600 },
    sensitive: true,
    audited: ['name'],
    example: { input: { token: 'aad_9sQ…', name: 'Starfall Games' }, output: exampleOrg },
  },
  ...memberMethods,
  ...invitationMethods,
  ...roleMethods,
  ...auditMethods,
});
