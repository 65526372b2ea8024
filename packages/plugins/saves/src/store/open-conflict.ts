import type { Subject } from '@aethex/core';
import type { SaveConflict } from '../entities/save-conflict.entity.js';
import type { SaveRevision } from '../entities/save-revision.entity.js';
import type { SeenSlot } from './slot-book.js';

/** A conflict, its slot as it was seen, and the current revision, if there is one. */
export interface OpenConflict {
  readonly owner: Subject;
  readonly conflict: SaveConflict;
  readonly slot: SeenSlot;
  readonly head: SaveRevision | null;
}
