import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id, Nothing, text } from '../../contract/schemas.js';
import { escalation, memberErrors, roleNotFound, tooMany } from './errors.js';
import { exampleOrg, exampleRole } from './examples.js';
import { Permissions, Role, RoleKey } from './shapes.js';

const { org_id } = exampleOrg;
const { role, name, permissions } = exampleRole;
const roleAt = { org_id: Id, role: RoleKey };

/** What members may do. Roles are sets of permissions, which the plugins of the server bring. */
export const roleMethods = {
  roles: {
    summary: 'List the roles of an organization, and every permission a role can have.',
    who: 'player',
    http: 'GET /orgs/:org_id/roles',
    input: z.object({ org_id: Id }),
    output: z.object({
      roles: z.array(Role),
      permissions: z.array(z.object({ permission: z.string(), about: z.string() })),
    }),
    errors: memberErrors,
    example: {
      input: { org_id },
      output: {
        roles: [exampleRole],
        permissions: [{ permission: 'auth.moderate', about: 'Ban players of the game.' }],
      },
    },
  },
  putRole: {
    summary: 'Make a role of one’s own, or change it. It counts for its members within two seconds.',
    notes: 'Needs `orgs.roles`, and every permission that the role has or is to have.',
    who: 'player',
    http: { route: 'PUT /orgs/:org_id/roles/:role', createdWhen: 'created' },
    input: z.object({ ...roleAt, name: text(1, 64), permissions: Permissions }),
    output: Role.extend({ created: z.boolean() }),
    errors: {
      ...memberErrors,
      escalation,
      role_built_in: { kind: 'conflict', message: 'A built-in role stays as it is. Choose another name.' },
      permission_unknown: {
        kind: 'invalid',
        message: 'No plugin of this server has such a permission. orgs.roles lists them.',
        data: z.object({ permission: z.string() }),
      },
      too_many: tooMany,
    },
    audited: ['org_id', 'role', 'permissions'],
    example: {
      input: { org_id, role, name, permissions },
      output: { ...exampleRole, created: true },
    },
  },
  deleteRole: {
    summary: 'Delete a role that nobody has and nobody is invited to.',
    notes: 'Needs `orgs.roles`.',
    who: 'player',
    http: 'DELETE /orgs/:org_id/roles/:role',
    input: z.object(roleAt),
    output: Nothing,
    errors: {
      ...memberErrors,
      escalation,
      role_not_found: roleNotFound,
      role_in_use: { kind: 'conflict', message: 'Members have this role. Give them another one first.' },
    },
    audited: ['org_id', 'role'],
    example: { input: { org_id, role }, output: null },
  },
} as const satisfies MethodSpecs;
