import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { rawJsonIn } from '../../contract/raw-json.js';
import { Id, Nothing, UserRef } from '../../contract/schemas.js';
import { conflictNotFound, integrity, notFound, quota, resolveErrors, writeErrors } from './errors.js';
import { at, exampleSave } from './examples.js';
import {
  SlotName,
  SaveRef,
  Revision,
  Encoding,
  ContentType,
  Page,
  write,
  SaveSummary,
  SavedData,
  Conflict,
  BytesIn,
  BytesOut,
} from './shapes.js';

export const saves = defineContract(
  'saves',
  {
    list: {
      summary: 'List the player’s saves, the newest first.',
      who: 'player',
      http: 'GET /saves/:user_id',
      input: z.object({ user_id: UserRef.default('me'), ...Page }),
      output: z.object({ saves: z.array(SaveSummary), next_cursor: z.string().nullable() }),
      errors: { not_found: notFound },
      example: { input: { user_id: 'me' }, output: { saves: [exampleSave], next_cursor: null } },
    },
    put: {
      summary: 'Store a save in a slot.',
      notes:
        'Name the revision you started from. When another device saved meanwhile, nothing is overwritten: both versions are kept and you get `saves.conflict`.',
      who: 'player',
      http: {
        route: 'POST /saves/:user_id',
        createdWhen: 'created',
        headers: { 'if-match': 'base_revision', 'if-none-match': 'base_revision' },
        etag: 'revision',
      },
      input: z.object({
        user_id: UserRef.default('me'),
        slot_name: SlotName,
        data: rawJsonIn,
        encoding: Encoding.default('json'),
        content_type: ContentType.optional(),
        ...write,
      }),
      output: SaveSummary.extend({ created: z.boolean() }),
      errors: writeErrors,
      limit: { per: 'player', times: 120, seconds: 60 },
      once: true,
      example: {
        input: { user_id: 'me', slot_name: 'slot1', data: { level: 5 }, base_revision: 5 },
        output: { ...exampleSave, created: false },
      },
    },
    putMany: {
      summary: 'Store several slots at once: all of them or none.',
      notes:
        'When some are refused as conflicts nothing is stored: each refused upload is kept as a conflict of its own, and the error tells the first. Resolve them, and send the rest again.',
      who: 'player',
      http: 'POST /saves/:user_id/batch',
      input: z.object({
        user_id: UserRef.default('me'),
        saves: z
          .array(
            z.strictObject({
              slot_name: SlotName,
              data: rawJsonIn,
              encoding: Encoding.default('json'),
              content_type: ContentType.optional(),
              ...write,
            }),
          )
          .min(1)
          .max(20),
      }),
      output: z.object({ saves: z.array(SaveSummary.extend({ created: z.boolean() })) }),
      errors: {
        ...writeErrors,
        slot_twice: {
          kind: 'invalid',
          message: 'A batch may name each slot once.',
          data: z.object({ field: z.literal('slot_name'), slot_name: z.string() }),
        },
      },
      limit: { per: 'player', times: 60, seconds: 60 },
      once: true,
      example: {
        input: { user_id: 'me', saves: [{ slot_name: 'slot1', data: { level: 5 }, base_revision: 5 }] },
        output: { saves: [{ ...exampleSave, created: false }] },
      },
    },
    upload: {
      summary: 'Store a binary save from a raw body.',
      notes: 'REST takes the bytes as `application/octet-stream`; the other wires take base64.',
      who: 'player',
      http: {
        route: 'PUT /saves/:user_id/:slot_name/content',
        createdWhen: 'created',
        headers: {
          'if-match': 'base_revision',
          'if-none-match': 'base_revision',
          'x-checksum-sha256': 'checksum',
        },
        etag: 'revision',
        rawInput: 'content',
      },
      input: z.object({
        user_id: UserRef.default('me'),
        slot_name: SlotName,
        content: BytesIn,
        content_type: ContentType.optional(),
        ...write,
        metadata: z
          .string()
          .max(4096)
          .optional()
          .meta({ description: 'a text the game shows in its list of saves' }),
      }),
      output: SaveSummary.extend({ created: z.boolean() }),
      errors: writeErrors,
      limit: { per: 'player', times: 120, seconds: 60 },
      once: true,
      example: {
        input: { user_id: 'me', slot_name: 'slot1', content: 'AAEC', base_revision: 5 },
        output: {
          ...exampleSave,
          encoding: 'base64',
          content_type: 'application/octet-stream',
          created: false,
        },
      },
    },
    get: {
      summary: 'Read a save with its data.',
      who: 'player',
      http: { route: 'GET /saves/:user_id/:save_id', etag: 'revision' },
      input: z.object({ user_id: UserRef.default('me'), save_id: SaveRef, revision: Revision.optional() }),
      output: SavedData,
      errors: { not_found: notFound, integrity },
      example: { input: at, output: { ...exampleSave, data: { level: 5 } } },
    },
    download: {
      summary: 'Read the bytes of a save as a raw body.',
      who: 'player',
      http: { route: 'GET /saves/:user_id/:save_id/content', etag: 'revision', rawOutput: 'content' },
      input: z.object({ user_id: UserRef.default('me'), save_id: SaveRef, revision: Revision.optional() }),
      output: SaveSummary.extend({
        content: BytesOut,
      }),
      errors: { not_found: notFound, integrity },
      example: {
        input: at,
        output: {
          ...exampleSave,
          encoding: 'base64',
          content_type: 'application/octet-stream',
          content: 'AAEC',
        },
      },
    },
    delete: {
      summary: 'Delete a save with its history, or one old revision of it.',
      who: 'player',
      http: { route: 'DELETE /saves/:user_id/:save_id', headers: { 'if-match': 'base_revision' } },
      input: z.object({
        user_id: UserRef.default('me'),
        save_id: SaveRef,
        revision: Revision.optional().meta({ description: 'delete only this old revision, to free space' }),
        base_revision: Revision.optional().meta({
          description: 'delete only when this is still the current revision',
        }),
      }),
      output: Nothing,
      errors: {
        not_found: notFound,
        changed: {
          kind: 'conflict',
          message: 'The save has changed since. Nothing was deleted.',
          data: z.object({ current: SaveSummary }),
        },
        revision_in_use: {
          kind: 'conflict',
          message: 'The current revision and those of an open conflict cannot be deleted alone.',
        },
      },
      example: { input: at, output: null },
    },
    history: {
      summary: 'List the kept revisions, the newest first.',
      who: 'player',
      http: { route: 'GET /saves/:user_id/:save_id/history', also: ['GET /saves/:user_id/history'] },
      input: z.object({
        user_id: UserRef.default('me'),
        save_id: SaveRef.optional(),
        slot: SaveRef.optional().meta({ description: 'the same as save_id' }),
        ...Page,
      }),
      output: z.object({
        revisions: z.array(SaveSummary.extend({ current: z.boolean() })),
        next_cursor: z.string().nullable(),
      }),
      errors: { not_found: notFound },
      example: { input: at, output: { revisions: [{ ...exampleSave, current: true }], next_cursor: null } },
    },
    restore: {
      summary: 'Make an old revision current again, as a new revision.',
      who: 'player',
      http: { route: 'POST /saves/:user_id/:save_id/restore', etag: 'revision' },
      input: z.object({
        user_id: UserRef.default('me'),
        save_id: SaveRef,
        revision: Revision,
        base_revision: Revision.optional().meta({
          description: 'restore only when this is still the current revision',
        }),
      }),
      output: SaveSummary,
      errors: {
        not_found: notFound,
        integrity,
        quota,
        changed: {
          kind: 'conflict',
          message: 'The save has changed since. Nothing was restored.',
          data: z.object({ current: SaveSummary }),
        },
      },
      once: true,
      example: { input: { ...at, revision: 4 }, output: { ...exampleSave, revision: 7 } },
    },
    conflicts: {
      summary: 'List the open conflicts, the newest first.',
      who: 'player',
      http: 'GET /saves/:user_id/conflicts',
      input: z.object({ user_id: UserRef.default('me'), ...Page }),
      output: z.object({ conflicts: z.array(Conflict), next_cursor: z.string().nullable() }),
      errors: { not_found: notFound },
      example: { input: { user_id: 'me' }, output: { conflicts: [], next_cursor: null } },
    },
    getConflict: {
      summary: 'Read a conflict with the data of both versions, to show or merge them.',
      who: 'player',
      http: 'GET /saves/:user_id/conflicts/:conflict_id',
      input: z.object({ user_id: UserRef.default('me'), conflict_id: Id }),
      output: Conflict.extend({ current: SavedData.nullable(), yours: SavedData }),
      errors: { not_found: notFound, conflict_not_found: conflictNotFound, integrity },
      example: {
        input: { user_id: 'me', conflict_id: exampleSave.save_id },
        output: {
          conflict_id: exampleSave.save_id,
          current: { ...exampleSave, data: { level: 5 } },
          yours: { ...exampleSave, revision: 0, parent_revision: 5, data: { level: 6 } },
        },
      },
    },
    resolve: {
      summary: 'Resolve a conflict: keep theirs, keep mine, keep both, or merge.',
      notes:
        '`theirs` drops the refused upload. `mine` makes it the new current revision. `both` puts it into a slot of its own. `merge` stores the given `data`, or what the server’s merge hook makes of both.',
      who: 'player',
      http: 'POST /saves/:user_id/conflicts/:conflict_id/resolve',
      input: z.object({
        user_id: UserRef.default('me'),
        conflict_id: Id,
        keep: z.enum(['theirs', 'mine', 'both', 'merge']),
        base_revision: Revision.optional().meta({
          description: 'the current revision you decided on; default: the one the conflict was found with',
        }),
        slot_name: SlotName.optional().meta({
          description: 'for `both`: the new slot; default: a free name',
        }),
        data: rawJsonIn.optional().meta({ rawJson: true, description: 'for `merge`: the merged save' }),
        encoding: Encoding.default('json'),
      }),
      output: z.object({
        save: SaveSummary.nullable().meta({
          description: 'the slot after resolving; null when it stays deleted',
        }),
        copy: SaveSummary.nullable().meta({ description: 'for `both`: the new slot' }),
      }),
      errors: resolveErrors,
      limit: { per: 'player', times: 60, seconds: 60 },
      once: true,
      example: {
        input: { user_id: 'me', conflict_id: exampleSave.save_id, keep: 'mine' },
        output: { save: { ...exampleSave, revision: 7 }, copy: null },
      },
    },
  },
  { changed: { summary: 'A slot has a new current revision.', to: 'player', data: SaveSummary } },
);
