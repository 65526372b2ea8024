import { Clock, Db, type SqlRow, type Subject, type Unit } from '@aethex/core';
import { saves, type AethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SaveConflict } from '../entities/save-conflict.entity.js';
import { SaveRevision } from '../entities/save-revision.entity.js';
import { SavesMetrics } from '../saves.metrics.js';
import { Vault, type Bound } from '../vault/vault.js';
import { Ledger } from './ledger.js';
import type { ConflictReport, SaveSummary } from './refusals.js';
import { SlotBook, type SeenSlot } from './slot-book.js';
import { summaryOf } from './summary.js';
import type { Judged } from './uploads.js';

type Refused = Judged & { readonly bound: Bound };

/** Keeps refused uploads until the player has decided. */
@Injectable()
export class ConflictBook {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly ledger: Ledger,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly metrics: SavesMetrics,
  ) {}

  /**
   * Keeps refused uploads, each once however often it is sent, and returns the error that tells of the first. Fails
   * with `saves.quota` when there is no room to keep them.
   */
  async open(owner: Subject, refused: readonly Judged[]): Promise<AethexError> {
    const bound: Refused[] = [];
    for (const one of refused) {
      const { content, contentKey } = one.packed;
      const place = { slotId: one.slot.id, as: 'conflict' } as const;
      bound.push({ ...one, bound: await this.vault.bind(content, contentKey, place) });
    }
    const rows = await this.db.write((em) => this.keepAll(em, owner, bound));
    const unused = bound.filter(({ packed }, index) => rows[index]?.id !== packed.content.id);
    await this.vault.discard(unused.map(({ packed }) => packed.content));
    for (let found = unused.length; found < rows.length; found += 1) this.metrics.conflict('found');
    const first = bound[0] as Refused;
    return this.error(reportOf(rows[0] as SaveConflict, first.slot, currentOf(first.slot, first.head)));
  }

  /** The error that tells of a conflict. */
  error(report: ConflictReport): AethexError {
    return saves.error('put', 'conflict', report);
  }

  /** The current revision of a slot, or `null` when it is empty. */
  async headOf({ id, headRevision }: Pick<SeenSlot, 'id' | 'headRevision'>): Promise<SaveRevision | null> {
    return headRevision === null ? null : this.db.pick(SaveRevision, { slotId: id, revision: headRevision });
  }
