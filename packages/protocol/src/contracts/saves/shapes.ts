import { z } from 'zod';
import { rawJsonOut } from '../../contract/raw-json.js';
import { Flag, Id, json, Sha256, text, Timestamp, whole } from '../../contract/schemas.js';

export const SlotName = z
  .string()
  .max(200)
  .meta({ description: '1 to 50 letters, digits, `_`, `-` or `.`', examples: ['slot1'] });
export const SaveRef = z
  .string()
  .max(200)
  .meta({ description: 'the id of a save, or the name of its slot', examples: ['slot1'] });
export const Revision = whole(0, Number.MAX_SAFE_INTEGER);
export const Encoding = z.enum(['json', 'base64']).meta({
  description: '`json`: `data` is the value. `base64`: `data` is a string of base64, for binary saves',
});
export const ContentType = z
  .string()
  .regex(/^[\w.+-]{1,63}\/[\w.+-]{1,63}$/, 'must be a media type')
  .meta({ description: 'media type of a binary save; a label' });
export const Page = { limit: whole(1, 100).default(50), cursor: z.string().max(512).optional() };

/** Labels a client gives a save. The server keeps them and never trusts them. */
export const labels = {
  version: text(1, 32).optional().meta({ description: 'the game’s version' }),
  engine_version: text(1, 32).optional(),
  device: text(1, 64).optional().meta({ description: 'the device that saved, for the conflict dialog' }),
  client_timestamp: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'the client’s clock; a label' }),
  metadata: json(4 * 1024)
    .optional()
    .meta({ description: 'anything the game shows in its list of saves, up to 4 KiB' }),
};

export const write = {
  base_revision: Revision.optional().meta({
    description:
      'the revision this save was made from; may be left out only when the slot is empty. 0 means: must be empty',
  }),
  overwrite: Flag.default(false).meta({
    description: 'write over whatever is there; the old revision stays in the history',
  }),
  checksum: Sha256.optional().meta({
    description: 'SHA-256 of the bytes of `data` as sent; refused when it does not match',
  }),
  ...labels,
};

export const SaveSummary = z
  .object({
    save_id: Id,
    user_id: Id,
    game_id: z.string(),
    slot_name: z.string(),
    revision: z.number().int().meta({
      description: 'grows by one with every write of the slot and never goes back; 0 for a refused upload',
    }),
    parent_revision: z.number().int().nullable().meta({ description: 'the revision it was made from' }),
    version: z.string().nullable(),
    engine_version: z.string().nullable(),
    timestamp: Timestamp.meta({ description: 'when the server stored it; this clock orders saves' }),
    client_timestamp: z.string().nullable(),
    size_bytes: z.number().int(),
    stored_bytes: z.number().int().meta({ description: 'bytes counted against the quota' }),
    checksum: z.string().meta({ description: 'SHA-256 of the bytes as uploaded' }),
    compressed: z.boolean(),
    encoding: Encoding,
    content_type: z.string(),
    device: z.string().nullable(),
    metadata: z.unknown(),
  })
  .meta({ id: 'SaveSummary' });

export const SavedData = SaveSummary.extend({ data: rawJsonOut });

export const Conflict = z
  .object({
    conflict_id: Id,
    current: SaveSummary.nullable().meta({
      description: 'what the slot holds; null when it was deleted meanwhile',
    }),
    yours: SaveSummary.meta({ description: 'the refused upload, kept until the conflict is resolved' }),
  })
  .meta({ id: 'SaveConflict' });

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes');

/** The bytes of a binary save: raw on REST, base64 on the other wires. */
export const BytesIn = z
  .union([bytes, z.base64().transform((value) => base64ToBytes(value))])
  .meta({ override: { type: 'string', contentEncoding: 'base64' }, description: 'the bytes' });

export const BytesOut = z
  .union([z.string(), bytes])
  .meta({ override: { type: 'string', contentEncoding: 'base64' }, description: 'the bytes' });

function base64ToBytes(value: string): Uint8Array {
  return Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
}
