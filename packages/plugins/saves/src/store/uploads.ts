import { Db, type Subject } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { isRepeat, mayWrite } from '../rules/judge-write.js';
import { SavesMetrics } from '../saves.metrics.js';
import { Vault, type Packed } from '../vault/vault.js';
import { ConflictBook } from './conflict-book.js';
import { Heads, nextRevision, type NextHead } from './heads.js';
import { Packer } from './packer.js';
import type { SaveSummary } from './refusals.js';
import { SlotBook } from './slot-book.js';
import { summaryOf } from './summary.js';
import { untilStill, type Look } from './until-still.js';
import type { Judged, Upload } from './upload.js';

/** What became of an upload, and whether its slot was empty before. */
export type Stored = SaveSummary & { readonly created: boolean };

/** Stores uploads: as new current revisions when they were made from the current ones, else as conflicts. */
@Injectable()
export class Uploads {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly heads: Heads,
    private readonly conflicts: ConflictBook,
    private readonly packer: Packer,
    private readonly vault: Vault,
    private readonly metrics: SavesMetrics,
  ) {}

  /**
   * Stores all or none. An upload that arrived before is answered with the revision it became. Fails with
   * `saves.conflict` when another device was faster; the refused uploads are kept then.
   */
  async store(owner: Subject, uploads: readonly Upload[]): Promise<Stored[]> {
    const packed: Packed[] = [];
    for (const { slotName, content } of uploads)
      packed.push(await this.packer.pack(owner, slotName, content));
    return this.packer.using(packed, () =>
      untilStill(this.db, (look) => this.attempt(owner, uploads, packed, look)),
    );
  }

  private async attempt(
    owner: Subject,
    uploads: readonly Upload[],
    packed: readonly Packed[],
    look: Look,
  ): Promise<Stored[]> {
    const judged = await look(() =>
      Promise.all(uploads.map((upload, index) => this.judge(owner, upload, packed[index] as Packed))),
    );
    const refused = judged.filter(({ verdict }) => verdict === 'refuse');
    if (refused.length > 0) {
      const error = await this.conflicts.open(owner, refused);
      await this.packer.discard(
        judged.filter(({ verdict }) => verdict !== 'refuse').map((one) => one.packed),
      );
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
    const written =
      heads.length === 0 ? [] : await this.db.write((em) => this.heads.advance(em, owner, heads));
    await this.packer.discard(repeats.map(({ packed }) => packed));
    return judged.map((one) => {
      this.metrics.stored(one.verdict === 'repeat', one.upload.content.bytes.length);
      const summary = one.head
        ? summaryOf(one.slot, one.head)
        : (written[writes.indexOf(one)] as SaveSummary);
      return { ...summary, created: one.verdict === 'write' && one.slot.headRevision === null };
    });
  }

  private async nextHead({ upload, packed, slot }: Judged): Promise<NextHead> {
    const { content, labels, contentKey } = packed;
    const bound = await this.vault.bind(content, contentKey, { slotId: slot.id, as: nextRevision(slot) });
    return { slot, content, bound, labels, parentRevision: upload.base || null };
  }
}
