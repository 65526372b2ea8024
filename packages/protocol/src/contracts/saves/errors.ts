import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';
import { Conflict } from './shapes.js';

export const notFound = { kind: 'not_found', message: 'There is no such save.' } as const satisfies ErrorSpec;
export const conflict = {
  kind: 'conflict',
  message: 'Another device saved first. Both versions are kept: resolve the conflict with saves.resolve.',
  data: Conflict,
} as const satisfies ErrorSpec;
export const slotInvalid = {
  kind: 'invalid',
  message: 'A slot name has 1 to 50 letters, digits, "_", "-" or ".", and is no reserved word and no id.',
  data: z.object({ field: z.literal('slot_name'), reason: z.string() }),
} as const satisfies ErrorSpec;
export const checksum = {
  kind: 'invalid',
  status: 'unprocessable',
  message: 'The checksum does not match the bytes that arrived. Send them again.',
  data: z.object({ expected: z.string(), actual: z.string() }),
} as const satisfies ErrorSpec;
export const tooLarge = {
  kind: 'too_large',
  message: 'The save is larger than this server accepts.',
  data: z.object({ size_bytes: z.number(), max_bytes: z.number() }),
} as const satisfies ErrorSpec;
export const quota = {
  kind: 'forbidden',
  message: 'The player’s storage is full. Delete a save or an old revision. Reading and deleting still work.',
  data: z.object({ used_bytes: z.number(), quota_bytes: z.number(), needed_bytes: z.number() }),
} as const satisfies ErrorSpec;
export const integrity = {
  kind: 'invalid',
  status: 'unprocessable',
  message: 'The stored bytes are damaged and are not returned. Restore the good revision that is offered.',
  data: z.object({
    revision: z.number().meta({ description: 'the damaged one; 0 for the refused upload of a conflict' }),
    good_revision: z.number().nullable().meta({ description: 'the newest older one that is whole' }),
  }),
} as const satisfies ErrorSpec;
export const encodingInvalid = {
  kind: 'invalid',
  message: '`data` is not valid base64.',
  data: z.object({ field: z.literal('data'), reason: z.string() }),
} as const satisfies ErrorSpec;
export const writeErrors = {
  not_found: notFound,
  conflict,
  slot_invalid: slotInvalid,
  checksum,
  too_large: tooLarge,
  quota,
  encoding_invalid: encodingInvalid,
};
export const conflictNotFound = {
  kind: 'not_found',
  message: 'There is no such conflict, or it is resolved already.',
} as const satisfies ErrorSpec;
export const resolveErrors = {
  ...writeErrors,
  conflict_not_found: conflictNotFound,
  slot_taken: { kind: 'conflict', message: 'The slot for the copy is taken. Choose another name.' },
  no_merger: {
    kind: 'invalid',
    message: 'This server has no merge hook. Send the merged save as `data`.',
  },
  merge_failed: {
    kind: 'unavailable',
    message: 'The server’s merge hook failed or took too long. Both versions are kept.',
  },
  integrity,
} as const satisfies Record<string, ErrorSpec>;
