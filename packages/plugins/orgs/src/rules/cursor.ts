import { houseError } from '@aethex/protocol';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Before every id there is, and behind it. */
export const firstId = '00000000-0000-0000-0000-000000000000';
export const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The id a page ended with. Ids tell the order in which rows were made. */
export function readCursor(cursor: string | undefined, start: string): string {
  if (cursor === undefined) return start;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  const reason = 'is not one this method answered';
  if (!uuid.test(id))
    throw houseError('request.invalid', { field: 'cursor', reason }, { message: `cursor ${reason}.` });
  return id;
}

/** A page of at most `limit` rows out of one more than that, and where the next one begins. */
export function paged<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): { rows: readonly Row[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last ? Buffer.from(last.id).toString('base64url') : null;
  return { rows: shown, next };
}
