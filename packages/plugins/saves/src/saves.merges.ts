import { Db, Logger, type Merge, type MergeHooks, type Subject, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import type { KeptContent } from './entities/kept-content.js';
import { SaveConflict } from './entities/save-conflict.entity.js';
import { SaveRevision } from './entities/save-revision.entity.js';
import { SaveSlot } from './entities/save-slot.entity.js';
import { copyNames } from './rules/copy-name.js';
import { Heads, nextRevision } from './store/heads.js';
import { SlotBook, type SeenSlot } from './store/slot-book.js';
import { untilStill } from './store/until-still.js';
import { Damaged } from './vault/damaged.js';
import { Vault, type Packed, type Place } from './vault/vault.js';

/** Takes what was given away from the guest, in the write that gives it; `false` when it was given before. */
type Letting = (em: Unit) => Promise<boolean>;

interface Gift {
  readonly row: KeptContent;
  readonly as: Place['as'];
  readonly slotName: string;
  readonly let: Letting;
}

/**
 * Gives a guest's saves to the account the guest turns out to be: of every slot the current revision, and every upload that
 * was refused and not decided on. A name that is taken gets a number: `main-2`. No quota is a reason to lose a save.
 */
@Injectable()
export class SavesMerges implements MergeHooks {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly heads: Heads,
    private readonly vault: Vault,
    private readonly log: Logger,
  ) {}

  async merge({ from, into, gameId }: Merge): Promise<void> {
    const owner = { playerId: into, gameId };
    for (const gift of await this.gifts({ playerId: from, gameId })) await this.give(owner, gift);
  }

  private async gifts(guest: Subject): Promise<Gift[]> {
    const where = { gameId: guest.gameId, playerId: guest.playerId };
    return this.db.read(async (em) => {
      const slots = await em.find(SaveSlot, { where, order: { id: 'ASC' } });
      const names = new Map(slots.map(({ id, slotName }) => [id, slotName]));
      const full = await em.find(SaveSlot, {
        where: { ...where, headRevision: Not(IsNull()) },
        order: { id: 'ASC' },
      });
      const current = await Promise.all(full.map((slot) => this.currentOf(em, slot)));
      const refused = await em.find(SaveConflict, { where, order: { id: 'ASC' } });
      const undecided = refused.map((row) => conflictGift(row, names.get(row.slotId) ?? ''));
      return [...current.flat(), ...undecided];
    });
  }

  private async currentOf(em: Unit, { id, headRevision, slotName }: SaveSlot): Promise<Gift[]> {
    if (headRevision === null) return [];
    const row = await em.pick(SaveRevision, { slotId: id, revision: headRevision });
    const letGo: Letting = async (unit) =>
      (await unit.change(SaveSlot, { id, headRevision }, { headRevision: null })) > 0;
    return row ? [{ row, as: headRevision, slotName, let: letGo }] : [];
  }

  private async give(owner: Subject, gift: Gift): Promise<void> {
    const packed = await this.packed(owner, gift);
    if (!packed) return;
    const given = await untilStill(this.db, (look) =>
      look(() => this.targetOf(owner, gift)).then((slot) => this.write(owner, gift, packed, slot)),
    );
    if (!given) await this.vault.discard([packed.content]);
  }

  /** Closed anew for its new owner; `null` when nothing can open it any more. */
  private async packed(owner: Subject, { row, as }: Gift): Promise<Packed | null> {
    const { encoding, contentType, checksum, labels } = row;
    try {
      const bytes = await this.vault.open(row, as);
      return await this.vault.store(
        await this.vault.pack(owner, { bytes, encoding, contentType, checksum, labels }),
      );
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      this.log.error({ err: error, row: row.id }, 'a save of a guest is damaged; it could not be given away');
      return null;
    }
  }

  /** The slot of that name, or the first free one; `null` when the account has that very save there already. */
  private async targetOf(owner: Subject, { row, slotName }: Gift): Promise<SeenSlot | null> {
    const slot = await this.slots.see(owner, slotName);
    if (slot.headRevision === null) return slot;
    const head = await this.db.pick(SaveRevision, { slotId: slot.id, revision: slot.headRevision });
    if (head?.checksum === row.checksum && head.encoding === row.encoding) return null;
    for (const name of copyNames(slotName)) {
      const free = await this.slots.see(owner, name);
      if (free.headRevision === null) return free;
    }
    return null;
  }

  private async write(owner: Subject, gift: Gift, packed: Packed, slot: SeenSlot | null): Promise<boolean> {
    const { content, contentKey, labels } = packed;
    if (!slot) return this.db.write(gift.let).then(() => false);
    const bound = await this.vault.bind(content, contentKey, { slotId: slot.id, as: nextRevision(slot) });
    const next = { slot, content, bound, labels, parentRevision: null, mayExceed: true };
    return this.db.write(async (em) => {
      if (!(await gift.let(em))) return false;
      await this.heads.advance(em, owner, [next]);
      return true;
    });
  }
}

const conflictGift = (row: SaveConflict, slotName: string): Gift => ({
  row,
  as: 'conflict',
  slotName,
  let: async (em) => (await em.drop(SaveConflict, { id: row.id })) > 0,
});
