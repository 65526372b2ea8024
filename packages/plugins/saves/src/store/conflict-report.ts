import { saves, type AethexError } from '@aethex/protocol';
import type { SaveConflict } from '../entities/save-conflict.entity.js';
import type { SaveRevision } from '../entities/save-revision.entity.js';
import type { ConflictReport, SaveSummary } from './refusals.js';
import { summaryOf, type Described, type NamedSlot } from './summary.js';

/** A refused upload as far as clients see it. */
type RefusedUpload = Described & Pick<SaveConflict, 'id' | 'baseRevision'>;

/** What a client is told of a conflict: the refused upload, and what the slot holds now. */
export function conflictReport(
  conflict: RefusedUpload,
  slot: NamedSlot,
  current: SaveSummary | null,
): ConflictReport {
  const yours = summaryOf(slot, { ...conflict, revision: 0, parentRevision: conflict.baseRevision || null });
  return { conflict_id: conflict.id, current, yours };
}

/** The error that tells of a conflict. */
export function conflictError(
  conflict: RefusedUpload,
  slot: NamedSlot,
  head: SaveRevision | null,
): AethexError {
  return saves.error('put', 'conflict', conflictReport(conflict, slot, head && summaryOf(slot, head)));
}
