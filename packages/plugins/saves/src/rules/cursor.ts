import { houseError } from '@aethex/protocol';
import { z } from 'zod';

/** Where a page ended, by its sort keys. Opaque to clients. */
export const writeCursor = (...keys: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** A moment and an id: the sort keys of saves and conflicts. */
const TimeCursor = z.tuple([z.int(), z.uuid()]);
/** The sort key of a history. */
const RevisionCursor = z.tuple([z.int()]);

/** Behind which moment and id a page goes on; without a cursor before everything. */
export const readTimeCursor = (cursor: string | undefined): [at: number, id: string] =>
  cursor === undefined ? [Number.MAX_SAFE_INTEGER, maxId] : read(TimeCursor, cursor);

/** Below which revision a page goes on. */
export const readRevisionCursor = (cursor: string | undefined): number =>
  cursor === undefined ? Number.MAX_SAFE_INTEGER : read(RevisionCursor, cursor)[0];

const maxId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

function read<T>(schema: z.ZodType<T>, cursor: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    const reason = 'is not one this method answered';
    throw houseError('request.invalid', { field: 'cursor', reason }, { message: `cursor ${reason}.` });
  }
}
