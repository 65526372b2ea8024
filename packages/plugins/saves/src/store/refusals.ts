import type { Caller, Subject } from '@aethex/core';
import { playerOf } from '@aethex/core';
import { saves, type AethexError, type Out } from '@aethex/protocol';
import { wrongWithSlotName } from '../rules/slot-name.js';

export type SaveSummary = Out<typeof saves, 'restore'>;
export type ConflictReport = Out<typeof saves, 'conflicts'>['conflicts'][number];

/** The permission to read what other players have saved. */
export const readAny = 'saves.read_any';

/** What is not there, is deleted, or belongs to somebody else: nobody can tell these apart. */
export const notFound = (): AethexError => saves.error('get', 'not_found');

/** Whose saves a `:user_id` means. Fails with `saves.not_found` for another player without the permission. */
export function ownerOf(userId: string, caller: Caller, permission?: string): Subject {
  const playerId = playerOf(userId, caller, permission);
  if (playerId === null) throw notFound();
  return { gameId: caller.gameId, playerId };
}

/** Fails with `saves.slot_invalid` when a text cannot be the name of a slot. */
export function checkSlotName(name: string): void {
  const reason = wrongWithSlotName(name);
  if (reason !== null) throw saves.error('put', 'slot_invalid', { field: 'slot_name', reason });
}
