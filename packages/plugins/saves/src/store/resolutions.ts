import { Db, type Unit } from '@aethex/core';
import { saves, type Out, type RawJson } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Merging } from '../merge/merging.js';
import { copyNames } from '../rules/copy-name.js';
import { defaultType, type Encoding } from '../rules/encoding.js';
import { Vault, type Bound, type Content } from '../vault/vault.js';
import { ConflictBook } from './conflict-book.js';
import { Heads, nextRevision } from './heads.js';
import { Intake } from './intake.js';
import { Ledger } from './ledger.js';
import type { OpenConflict } from './open-conflict.js';
import { Packer } from './packer.js';
import { Reader } from './reader.js';
import type { SaveSummary } from './refusals.js';
import { SlotBook, type SeenSlot } from './slot-book.js';
import { summaryOf } from './summary.js';

/** The slot and the copy as they are after a conflict was resolved. */
export type Resolved = Out<typeof saves, 'resolve'>;

/** The four ways out of a conflict. Each happens wholly, and only while the slot is what the player decided on. */
@Injectable()
export class Resolutions {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly book: ConflictBook,
    private readonly heads: Heads,
    private readonly reader: Reader,
    private readonly merging: Merging,
    private readonly intake: Intake,
    private readonly packer: Packer,
    private readonly ledger: Ledger,
    private readonly vault: Vault,
  ) {}

  /** Drops the refused upload. */
  async keepTheirs(open: OpenConflict): Promise<Resolved> {
    await this.db.write(async (em) => {
      await this.close(em, open);
      await this.ledger.giveBack(em, open.owner, open.conflict.storedBytes);
      await this.db.afterCommit(() => this.vault.discard([open.conflict]));
    });
    return { save: currentOf(open), copy: null };
  }

  /** Makes the refused upload the current revision. */
  async keepMine(open: OpenConflict): Promise<Resolved> {
    return { save: await this.take(open, open.slot), copy: null };
  }

  /** Puts the refused upload into a slot of its own: the one of that name, or the first free one. */
  async keepBoth(open: OpenConflict, name: string | undefined): Promise<Resolved> {
    const target = name === undefined ? await this.freeSlot(open) : await this.slots.see(open.owner, name);
    if (target.headRevision !== null) throw saves.error('resolve', 'slot_taken');
    const copy = await this.take(open, target);
    return { save: target.id === open.slot.id ? copy : currentOf(open), copy };
  }

  /** Makes a merged save the current revision: the one the player sent, or what the hook makes of both. */
  async merge(
    open: OpenConflict,
    given: { data: RawJson; encoding: Encoding } | undefined,
  ): Promise<Resolved> {
    const { owner, conflict, slot, head } = open;
    const packed = await this.packer.pack(owner, slot.slotName, await this.merged(open, given));
    const { content, labels, contentKey } = packed;
    const bound = await this.vault.bind(content, contentKey, { slotId: slot.id, as: nextRevision(slot) });
    const parentRevision = head?.revision ?? null;
    const next = { slot, content, bound, labels, parentRevision, givenBack: conflict.storedBytes };
    const write = async (em: Unit): Promise<SaveSummary[]> => {
      await this.close(em, open);
      await this.db.afterCommit(() => this.vault.discard([conflict]));
      return this.heads.advance(em, owner, [next]);
    };
    const [save] = await this.packer.using([packed], () => this.db.write(write));
    return { save: save as SaveSummary, copy: null };
  }

  /** Moves the refused upload into a slot. Its bytes stay where they are: only their key is closed anew. */
  private async take(open: OpenConflict, slot: SeenSlot): Promise<SaveSummary> {
    const { owner, conflict } = open;
    const bound = await this.rebound(open, slot);
    const { labels, storedBytes: givenBack } = conflict;
    const parentRevision = slot.id === conflict.slotId ? conflict.baseRevision || null : null;
    const [summary] = await this.db.write(async (em) => {
      await this.close(em, open);
      return this.heads.advance(em, owner, [
        { slot, content: conflict, bound, labels, parentRevision, givenBack },
      ]);
    });
    return summary as SaveSummary;
  }

  /** The conflict's key, closed for the slot's next revision, once its content has proved to be whole. */
  private async rebound({ conflict }: OpenConflict, slot: SeenSlot): Promise<Bound> {
    await this.reader.bytesOfConflict(conflict);
    const key = await this.vault.contentKey(conflict, 'conflict');
    return this.vault.bind(conflict, key, { slotId: slot.id, as: nextRevision(slot) });
  }

  private async merged(
    open: OpenConflict,
    given: { data: RawJson; encoding: Encoding } | undefined,
  ): Promise<Content> {
    const { conflict } = open;
    const { bytes, encoding } = given
      ? { bytes: this.intake.bytesOf(given.data, given.encoding), encoding: given.encoding }
      : await this.merging.merge(open);
    const content_type = encoding === conflict.encoding ? conflict.contentType : defaultType(encoding);
    return this.intake.content(bytes, encoding, { ...conflict.labels, content_type });
  }

  /** Holds the slot as the player decided on it, and takes the conflict out of the book. */
  private async close(em: Unit, { slot, conflict }: OpenConflict): Promise<void> {
    await this.slots.move(em, slot);
    await this.book.close(em, conflict);
  }

  private async freeSlot({ owner, slot }: OpenConflict): Promise<SeenSlot> {
    for (const name of copyNames(slot.slotName)) {
      const free = await this.slots.see(owner, name);
      if (free.headRevision === null) return free;
    }
    throw saves.error('resolve', 'slot_taken');
  }
}

const currentOf = ({ slot, head }: OpenConflict): SaveSummary | null => head && summaryOf(slot, head);
