import { Db, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { SaveSlot } from '../entities/save-slot.entity.js';
import { SavesConfig } from '../saves.config.js';
import { History } from '../store/history.js';
import { Ledger } from '../store/ledger.js';
import { SlotBook } from '../store/slot-book.js';
import { untilStill, type Look } from '../store/until-still.js';

const page = 500;
/** Before every other id. */
const nil = '00000000-0000-0000-0000-000000000000';
const longHistories = `SELECT "slot_id" FROM "saves_revisions" WHERE "slot_id" > $1
  GROUP BY "slot_id" HAVING COUNT(*) > $2 ORDER BY "slot_id" LIMIT $3`;

/** Removes the daily revisions whose days are over. Slots that are written to are pruned by the write itself. */
@Injectable()
export class PruneRevisions implements Worker {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly history: History,
    private readonly ledger: Ledger,
    private readonly config: SavesConfig,
  ) {}

  async run(): Promise<void> {
    for (let last = nil; ;) {
      const ids = await this.slotsAfter(last);
      for (const id of ids) await untilStill(this.db, (look) => this.prune(id, look));
      const end = ids.at(-1);
      if (end === undefined) return;
      last = end;
    }
  }

  private async slotsAfter(last: string): Promise<string[]> {
    const { rows } = await this.db.read((em) => em.run(longHistories, [last, this.config.history, page]));
    return rows.map((row) => String(row['slot_id']));
  }

  private async prune(id: string, look: Look): Promise<void> {
    const slot = await look(() => this.db.pick(SaveSlot, { id }));
    const expired = await this.db.read((em) => this.history.expired(em, id));
    if (!slot || expired.length === 0) return;
    await this.db.write(async (em) => {
      await this.slots.move(em, { ...slot, isNew: false });
      await this.ledger.giveBack(em, slot, await this.history.prune(em, id));
    });
  }
}
