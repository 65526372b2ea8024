import { Clock, Db, type Subject, type Unit } from '@aethex/core';
import { saves, type AethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SaveConflict } from '../entities/save-conflict.entity.js';
import { SaveRevision } from '../entities/save-revision.entity.js';
import { SavesMetrics } from '../saves.metrics.js';
import { Vault, type Bound } from '../vault/vault.js';
import { Ledger } from './ledger.js';
import { conflictError } from './conflict-report.js';
import { Packer } from './packer.js';
import { SlotBook, type SeenSlot } from './slot-book.js';
import { SlotMoved } from './until-still.js';
import type { Judged } from './upload.js';

type Refused = Judged & { readonly bound: Bound };

/** Keeps refused uploads until the player has decided. */
@Injectable()
export class ConflictBook {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly ledger: Ledger,
    private readonly vault: Vault,
    private readonly packer: Packer,
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
    const known = bound.filter(({ packed }, index) => rows[index]?.id !== packed.content.id);
    await this.packer.discard(known.map(({ packed }) => packed));
    for (let found = known.length; found < rows.length; found += 1) this.metrics.conflict('found');
    const [conflict, first] = [rows[0] as SaveConflict, bound[0] as Refused];
    return conflictError(conflict, first.slot, first.head);
  }

  /** The current revision of a slot, or `null` when it is empty. Fails with `SlotMoved` when another one became current. */
  async headOf({ id, headRevision }: Pick<SeenSlot, 'id' | 'headRevision'>): Promise<SaveRevision | null> {
    if (headRevision === null) return null;
    const head = await this.db.pick(SaveRevision, { slotId: id, revision: headRevision });
    if (!head) throw new SlotMoved();
    return head;
  }

  /** Takes a conflict out of the book, inside a write. Its content stays wherever it is. */
  async close(em: Unit, { id }: SaveConflict): Promise<void> {
    if ((await em.drop(SaveConflict, { id })) === 0) throw saves.error('resolve', 'conflict_not_found');
  }

  private async keepAll(em: Unit, owner: Subject, refused: readonly Refused[]): Promise<SaveConflict[]> {
    for (const { slot } of refused.toSorted(bySlotName)) await this.slots.move(em, slot);
    const rows: SaveConflict[] = [];
    for (const one of refused) rows.push(await this.keep(em, owner, one));
    return rows;
  }

  private async keep(
    em: Unit,
    owner: Subject,
    { upload, packed, slot, bound }: Refused,
  ): Promise<SaveConflict> {
    const { content, labels } = packed;
    const { checksum, encoding } = content;
    const currentRevision = slot.headRevision ?? 0;
    const key = { slotId: slot.id, checksum, encoding, baseRevision: upload.base ?? 0 };
    const known = await em.pick(SaveConflict, key);
    if (known) {
      await em.change(SaveConflict, { id: known.id }, { currentRevision });
      return { ...known, currentRevision };
    }
    await this.ledger.charge(em, owner, content.storedBytes, await this.ledger.quotaOf(owner));
    const row: SaveConflict = {
      ...content,
      ...bound,
      ...key,
      labels,
      currentRevision,
      createdAt: this.clock.now(),
    };
    await em.add(SaveConflict, row);
    return row;
  }
}

const bySlotName = (one: Refused, other: Refused): number =>
  one.slot.slotName < other.slot.slotName ? -1 : 1;
