import type { SaveRevision } from '../entities/save-revision.entity.js';
import type { Claim } from '../rules/judge-write.js';
import type { Content, Packed } from '../vault/vault.js';
import type { SeenSlot } from './slot-book.js';

/** An upload that has been looked at: its content, and what it says it takes the place of. */
export interface Upload extends Claim {
  readonly slotName: string;
  readonly content: Content;
}

/** An upload, closed, and the slot it was judged by. */
export interface Judged {
  readonly upload: Upload;
  readonly packed: Packed;
  readonly slot: SeenSlot;
  readonly verdict: 'write' | 'repeat' | 'refuse';
  /** The current revision, looked at only when the upload was not made from it. */
  readonly head: SaveRevision | null;
}
