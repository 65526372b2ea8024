import { z } from 'zod';
import { Id, text, Timestamp, whole } from '../../contract/schemas.js';

export const OrgName = text(1, 100).meta({ examples: ['Starfall Games'] });

export const RoleKey = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be a lower-case word of at most 32 letters, digits, "_" or "-"')
  .meta({
    description: '`owner`, `admin`, `developer`, `support`, `analyst`, or a role of the organization’s own',
    examples: ['developer'],
  });

export const Permission = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$/, 'must be a permission such as "orgs.members"')
  .meta({ examples: ['orgs.members'] });
export const Permissions = z.array(Permission).max(200);

/** A page of a list. */
export const page = {
  cursor: z.string().max(128).optional().meta({ description: 'the `next_cursor` of the page before' }),
  limit: whole(1, 100).default(50),
};
export const NextCursor = z.string().nullable().meta({ description: 'null: there are no more' });

export const InviteToken = z
  .string()
  .max(128)
  .meta({ description: 'from the link of the mail', examples: ['ain_4kq…'] });

export const Org = z
  .object({
    org_id: Id,
    name: z.string(),
    require_mfa: z.boolean().meta({ description: 'whether members need a second factor' }),
    role: z.string().nullable().meta({ description: 'the caller’s role; null: an admin who is no member' }),
    created_at: Timestamp,
  })
  .meta({ id: 'Org' });

export const Member = z
  .object({
    player_id: Id,
    display_name: z.string().nullable().meta({ description: 'null: the account cannot be found' }),
    username: z.string().nullable(),
    role: z.string(),
    joined_at: Timestamp,
  })
  .meta({ id: 'OrgMember' });

export const Invitation = z
  .object({
    invitation_id: Id,
    email: z.string(),
    role: z.string(),
    invited_by: Id.nullable(),
    created_at: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: 'OrgInvitation' });

export const Role = z
  .object({
    role: z.string(),
    name: z.string(),
    built_in: z.boolean(),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'OrgRole' });

export const AuditEntry = z
  .object({
    entry_id: Id,
    at: Timestamp,
    actor: z.enum(['player', 'server', 'admin', 'anyone', 'system']).meta({
      description:
        '`player`: a member; `server`: a key; `admin`: a member by a studio token; `system`: the server itself',
    }),
    actor_id: z.string().nullable().meta({ description: 'null: nobody, or an account that was erased' }),
    key_id: z.string().nullable(),
    game_id: z.string().nullable(),
    method: z.string(),
    about: z.unknown().meta({ description: 'the fields of the input that are kept' }),
    outcome: z
      .string()
      .nullable()
      .meta({ description: '`done`, or the code of the error; null: it never came to an end' }),
    network: z.string().nullable().meta({ description: 'where the call came from, shortened' }),
  })
  .meta({ id: 'OrgAuditEntry' });
