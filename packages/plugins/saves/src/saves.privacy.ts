import { BlobStore, Db, type PrivacyHooks, type Subject } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { KeptContent } from './entities/kept-content.js';
import { SaveConflict } from './entities/save-conflict.entity.js';
import { SaveRevision } from './entities/save-revision.entity.js';
import { SaveSlot } from './entities/save-slot.entity.js';
import { SaveUsage } from './entities/save-usage.entity.js';
import { blobFolder } from './rules/blob-path.js';
import { conflictReport } from './store/conflict-report.js';
import type { SaveSummary } from './store/refusals.js';
import { SlotBook } from './store/slot-book.js';
import { summaryOf } from './store/summary.js';
import { Damaged } from './vault/damaged.js';
import { Vault, type Place } from './vault/vault.js';

type Row = new () => KeptContent;

/** Hands out everything a player has saved, and forgets it. */
@Injectable()
export class SavesPrivacy implements PrivacyHooks {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly vault: Vault,
    private readonly blobs: BlobStore,
  ) {}

  /**
   * Every slot, kept revision and open conflict. `data` is the JSON text as it was uploaded, or base64; `null` when the
   * stored bytes are damaged.
   */
  async export(who: Subject): Promise<unknown> {
    const slots = await this.slotsOf(who);
    const names = new Map(slots.map((slot) => [slot.id, slot]));
    const named = (row: KeptContent): SaveSlot => names.get(row.slotId) as SaveSlot;
    return {
      slots: slots.map(({ id, slotName, headRevision }) => ({
        save_id: id,
        user_id: who.playerId,
        game_id: who.gameId,
        slot_name: slotName,
        revision: headRevision,
      })),
      revisions: await this.each(SaveRevision, who, async (row) =>
        this.withData(summaryOf(named(row), row), row, row.revision),
      ),
      conflicts: await this.each(SaveConflict, who, async (row) =>
        this.withData(conflictReport(row, named(row), null).yours, row, 'conflict'),
      ),
      stored_bytes: (await this.db.pick(SaveUsage, ownerOnly(who)))?.storedBytes ?? 0,
    };
  }

  async erase(who: Subject): Promise<void> {
    const owner = ownerOnly(who);
    const slots = await this.slotsOf(owner);
    await this.db.write(async (em) => {
      // Revisions and conflicts go with their slots.
      await em.drop(SaveSlot, owner);
      await em.drop(SaveUsage, owner);
      for (const slot of slots) await this.slots.forget(owner, slot);
      await this.db.afterCommit(() => this.sweep(owner));
    });
  }

  private async sweep(owner: Subject): Promise<void> {
    for await (const { key } of this.blobs.list(blobFolder(owner))) await this.blobs.delete(key);
  }

  private slotsOf(who: Subject): Promise<SaveSlot[]> {
    return this.db.read((em) => em.find(SaveSlot, { where: ownerOnly(who), order: { id: 'ASC' } }));
  }

  /** One row after another, so that no more than one content is there twice, closed and open. */
  private async each<R extends KeptContent>(
    entity: new () => R,
    who: Subject,
    tell: (row: R) => Promise<unknown>,
  ): Promise<unknown[]> {
    const ids = await this.db.read((em) =>
      em.find(entity as Row, { select: { id: true }, where: ownerOnly(who), order: { id: 'ASC' } }),
    );
    const told: unknown[] = [];
    for (const { id } of ids) {
      const row = await this.db.pick<KeptContent>(entity, { id });
      if (row) told.push(await tell(row as R));
    }
    return told;
  }

  private async withData(summary: SaveSummary, row: KeptContent, as: Place['as']): Promise<object> {
    try {
      const bytes = await this.vault.open(row, as);
      return { ...summary, data: bytes.toString(row.encoding === 'json' ? 'utf8' : 'base64') };
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      return { ...summary, data: null };
    }
  }
}

const ownerOnly = ({ gameId, playerId }: Subject): Subject => ({ gameId, playerId });
