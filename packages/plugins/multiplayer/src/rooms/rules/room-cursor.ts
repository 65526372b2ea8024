import { houseError } from '@aethex/protocol';
import { z } from 'zod';
import type { RoomCursor } from './pick-rooms.js';

const Cursor = z.tuple([z.number(), z.string()]);

export const writeCursor = (cursor: RoomCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Fails with `request.invalid` for what is no cursor of ours. */
export function readCursor(cursor: string | undefined): RoomCursor | null {
  if (cursor === undefined) return null;
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    const reason = 'must be a next_cursor of an earlier page';
    throw houseError('request.invalid', { field: 'cursor', reason }, { message: `cursor ${reason}.` });
  }
}
