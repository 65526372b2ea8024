import { Db, type Subject } from '@aethex/core';
import { saves, type AethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { KeptContent } from '../entities/kept-content.js';
import { SaveConflict } from '../entities/save-conflict.entity.js';
import { SaveRevision } from '../entities/save-revision.entity.js';
import { Damaged } from '../vault/damaged.js';
import { Vault } from '../vault/vault.js';
import { notFound } from './refusals.js';
import { SlotBook, type SlotFacts } from './slot-book.js';
import { SlotMoved, untilStill } from './until-still.js';

/** A revision with its bytes as they were uploaded. */
export interface ReadSave {
  readonly slot: SlotFacts;
  readonly row: SaveRevision;
  readonly bytes: Buffer;
}

const older =
  'SELECT "revision" FROM "saves_revisions" WHERE "slot_id" = $1 AND "revision" < $2 ORDER BY "revision" DESC';

/** Reads saves. While the cache knows the slot, one statement finds the current revision. */
@Injectable()
export class Reader {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly vault: Vault,
  ) {}

  /** A save, the current revision or a given one. Fails with `saves.not_found` and `saves.integrity`. */
  read(owner: Subject, ref: string, revision?: number): Promise<ReadSave> {
    return untilStill(this.db, async () => {
      const slot = await this.slots.find(owner, ref);
      if (!slot) throw notFound();
      const row = await this.db.pick(SaveRevision, { slotId: slot.id, revision: revision ?? slot.head });
      if (row) return { slot, row, bytes: await this.bytesOf(row) };
      if (revision !== undefined) throw notFound();
      // The cache was behind: another process wrote, or the revision was pruned in this very moment.
      await this.slots.forget(owner, slot);
      throw new SlotMoved();
    });
  }

  /** The bytes of a revision. Fails with `saves.integrity` when they are damaged. */
  async bytesOf(row: SaveRevision): Promise<Buffer> {
    try {
      return await this.vault.open(row, row.revision);
    } catch (error) {
      throw await this.explained(
        error,
        { was: row, is: await this.db.pick(SaveRevision, { id: row.id }) },
        () => this.integrity(row.slotId, row.revision),
      );
    }
  }

  /** The bytes of a refused upload. Fails with `saves.integrity` when they are damaged. */
  async bytesOfConflict(row: SaveConflict): Promise<Buffer> {
    try {
      return await this.vault.open(row, 'conflict');
    } catch (error) {
      throw await this.explained(
        error,
        { was: row, is: await this.db.pick(SaveConflict, { id: row.id }) },
        () => this.integrity(row.slotId, 0, Number.MAX_SAFE_INTEGER),
      );
    }
  }

  /** Why a content did not open. When its row was removed, or its key closed anew, what failed was only too late. */
  private async explained(
    error: unknown,
    { was, is }: { was: KeptContent; is: KeptContent | null },
    damage: () => Promise<AethexError>,
  ): Promise<unknown> {
    if (is === null || !is.sealedKey.equals(was.sealedKey)) return new SlotMoved();
    return error instanceof Damaged ? damage() : error;
  }

  /** What is told of damaged bytes, with the newest revision below `beneath` that is whole. */
  private async integrity(slotId: string, revision: number, beneath = revision): Promise<AethexError> {
    const { rows } = await this.db.read((em) => em.run(older, [slotId, beneath]));
    for (const row of rows) {
      const candidate = Number(row['revision']);
      if (await this.isWhole(slotId, candidate))
        return saves.error('get', 'integrity', { revision, good_revision: candidate });
    }
    return saves.error('get', 'integrity', { revision, good_revision: null });
  }

  private async isWhole(slotId: string, revision: number): Promise<boolean> {
    const row = await this.db.pick(SaveRevision, { slotId, revision });
    if (!row) return false;
    try {
      await this.vault.open(row, row.revision);
      return true;
    } catch (error) {
      if (error instanceof Damaged) return false;
      throw error;
    }
  }
}
