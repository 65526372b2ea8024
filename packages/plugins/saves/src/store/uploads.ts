import { Db, type Subject } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SaveRevision } from '../entities/save-revision.entity.js';
import { isRepeat, mayWrite } from '../rules/judge-write.js';
import { SavesMetrics } from '../saves.metrics.js';
import { Vault, type Packed } from '../vault/vault.js';
import { ConflictBook } from './conflict-book.js';
import { Heads, nextRevision, type NextHead } from './heads.js';
import type { Upload } from './intake.js';
import { Ledger } from './ledger.js';
import type { SaveSummary } from './refusals.js';
import { SlotBook, type SeenSlot } from './slot-book.js';
import { summaryOf } from './summary.js';
import { untilStill } from './until-still.js';

/** An upload, closed, and the slot it was judged by. */
export interface Judged {
  readonly upload: Upload;
  readonly packed: Packed;
  readonly slot: SeenSlot;
  readonly verdict: 'write' | 'repeat' | 'refuse';
  /** The current revision, looked at only when the upload was not made from it. */
  readonly head: SaveRevision | null;
}

export type Stored = SaveSummary & { readonly created: boolean };

/** Stores uploads: as new current revisions when they were made from the current ones, else as conflicts. */
@Injectable()
export class Uploads {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly heads: Heads,
    private readonly conflicts: ConflictBook,
    private readonly ledger: Ledger,
    private readonly vault: Vault,
    private readonly metrics: SavesMetrics,
  ) {}

  /**
   * Stores all or none. An upload that arrived before is answered with the revision it became. Fails with
   * `saves.conflict` when another device was faster; the refused uploads are kept then.
   */
  async store(owner: Subject, uploads: readonly Upload[]): Promise<Stored[]> {
    const packed: Packed[] = [];
    for (const upload of uploads) packed.push(await this.pack(owner, upload));
    try {
      return await untilStill(() => this.attempt(owner, uploads, packed));
    } catch (error) {
      // Only then is it certain that nothing refers to the blobs: after other failures the collector looks.
      if (isAethexError(error) && error.code === 'saves.quota') await this.discard(packed);
      throw error;
    }
  }

  private async pack(owner: Subject, { slotName, content }: Upload): Promise<Packed> {
    const packed = await this.vault.pack(owner, content);
    if (!this.vault.isLarge(packed)) return packed;
    const slot = await this.slots.see(owner, slotName);
    await this.ledger.foresee(owner, slot.id, packed.content.storedBytes);
    return this.vault.store(packed);
  }

  private async attempt(
    owner: Subject,
    uploads: readonly Upload[],
    packed: readonly Packed[],
  ): Promise<Stored[]> {
    const judged = await Promise.all(
      uploads.map((upload, index) => this.judge(owner, upload, packed[index] as Packed)),
    );
    const refused = judged.filter(({ verdict }) => verdict === 'refuse');
    if (refused.length > 0) {
      const error = await this.conflicts.open(owner, refused);
      await this.discard(judged.filter(({ verdict }) => verdict !== 'refuse').map((one) => one.packed));
      throw error;
    }
    return this.write(owner, judged);
  }

  private async judge(owner: Subject, upload: Upload, packed: Packed): Promise<Judged> {
    const slot = await this.slots.see(owner, upload.slotName);
    if (mayWrite(upload, slot.headRevision)) return { upload, packed, slot, verdict: 'write', head: null };
    const head = await this.conflicts.headOf(slot);
    const { checksum, encoding } = upload.content;
    const isOld = head !== null && isRepeat({ base: upload.base, checksum, encoding }, head);
    return { upload, packed, slot, verdict: isOld ? 'repeat' : 'refuse', head };
  }

  private async write(owner: Subject, judged: readonly Judged[]): Promise<Stored[]> {
    const writes = judged.filter(({ verdict }) => verdict === 'write');
    const repeats = judged.filter(({ verdict }) => verdict === 'repeat');
    const heads = await Promise.all(writes.map((one) => this.nextHead(one)));
    const written = heads.length === 0 ? [] : await this.db.write((em) => this.heads.advance(em, owner, heads));
    await this.discard(repeats.map(({ packed }) => packed));
    return judged.map((one) => {
      this.metrics.stored(one.verdict === 'repeat', one.upload.content.bytes.length);
      const summary = one.head ? summaryOf(one.slot, one.head) : (written[writes.indexOf(one)] as SaveSummary);
      return { ...summary, created: one.verdict === 'write' && one.slot.headRevision === null };
    });
  }

  private async nextHead({ upload, packed, slot }: Judged): Promise<NextHead> {
    const { content, labels, contentKey } = packed;
    const bound = await this.vault.bind(content, contentKey, { slotId: slot.id, as: nextRevision(slot) });
    return { slot, content, bound, labels, parentRevision: upload.base || null };
  }

  private discard(packed: readonly Packed[]): Promise<void> {
    return this.vault.discard(packed.map(({ content }) => content));
  }
}
