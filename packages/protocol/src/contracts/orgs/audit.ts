import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id } from '../../contract/schemas.js';
import { memberErrors } from './errors.js';
import { exampleAuditEntry, exampleOrg } from './examples.js';
import { AuditEntry, NextCursor, page } from './shapes.js';

/** What was done in an organization, by whom. */
export const auditMethods = {
  audit: {
    summary: 'Read the audit log of an organization, the newest entry first.',
    notes:
      'Needs `orgs.audit`. Each administrative call is written down before it is done; nothing in it can be changed.',
    who: 'player',
    http: 'GET /orgs/:org_id/audit',
    input: z.object({
      org_id: Id,
      actor_id: Id.optional(),
      key_id: Id.optional(),
      method: z.string().max(64).optional(),
      game_id: z.string().max(64).optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
      ...page,
    }),
    output: z.object({ entries: z.array(AuditEntry), next_cursor: NextCursor }),
    errors: memberErrors,
    example: {
      input: { org_id: exampleOrg.org_id, method: 'games.rotateKey' },
      output: { entries: [exampleAuditEntry], next_cursor: null },
    },
  },
} as const satisfies MethodSpecs;
