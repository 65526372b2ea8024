import { Db, type Caller, type Serves, type Subject } from '@aethex/core';
import { houseError, saves, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SaveRevision } from './entities/save-revision.entity.js';
import { Catalogue } from './store/catalogue.js';
import { ConflictBook } from './store/conflict-book.js';
import { Heads, nextRevision } from './store/heads.js';
import { History } from './store/history.js';
import { Ledger } from './store/ledger.js';
import { Packer } from './store/packer.js';
import { Reader } from './store/reader.js';
import { notFound, ownerOf, readAny, type SaveSummary } from './store/refusals.js';
import { SlotBook, type SeenSlot } from './store/slot-book.js';
import { summaryOf } from './store/summary.js';
import { untilStill } from './store/until-still.js';
import { Vault, type Packed } from './vault/vault.js';

type RestoreInput = In<typeof saves, 'restore'>;
type DeleteInput = In<typeof saves, 'delete'>;

/** Which save is meant, which revision the caller believes to be current, and who says so when it is not. */
interface Wish {
  readonly ref: string;
  readonly base: number | undefined;
  readonly changed: 'restore' | 'delete';
}

/** Lists, restores and removes what a save has been. */
@Injectable()
export class HistoryService implements Pick<Serves<typeof saves>, 'history' | 'restore' | 'delete'> {
  constructor(
    private readonly db: Db,
    private readonly slots: SlotBook,
    private readonly catalogue: Catalogue,
    private readonly reader: Reader,
    private readonly revisions: History,
    private readonly heads: Heads,
    private readonly ledger: Ledger,
    private readonly book: ConflictBook,
    private readonly packer: Packer,
    private readonly vault: Vault,
  ) {}

  async history({ user_id, save_id, slot, ...page }: In<typeof saves, 'history'>, caller: Caller) {
    const owner = ownerOf(user_id, caller, readAny);
    const found = await this.slots.find(owner, oneOf(save_id, slot));
    if (!found) throw notFound();
    const { items, nextCursor } = await this.catalogue.revisions(owner, found, page);
    // Somebody has deleted the save between the two looks.
    if (items.length === 0 && page.cursor === undefined) throw notFound();
    return { revisions: items, next_cursor: nextCursor };
  }

  async restore({ user_id, save_id, revision, base_revision: base }: RestoreInput, caller: Caller) {
    const owner = ownerOf(user_id, caller);
    const wish = { ref: save_id, base, changed: 'restore' } as const;
    const packed = await untilStill(this.db, () => this.copyOf(owner, wish, revision));
    return this.packer.using([packed], () =>
      untilStill(this.db, async (look) =>
        this.renew(owner, await look(() => this.current(owner, wish)), packed, revision),
      ),
    );
  }

  async delete({ user_id, save_id, revision, base_revision: base }: DeleteInput, caller: Caller) {
    const owner = ownerOf(user_id, caller);
    await untilStill(this.db, async (look) => {
      const slot = await look(() => this.current(owner, { ref: save_id, base, changed: 'delete' }));
      return revision === undefined ? this.empty(owner, slot) : this.deleteOne(owner, slot, revision);
    });
    return null;
  }

  /** The slot as it is now. Fails when it is empty, or another revision is current than the caller believes. */
  private async current(owner: Subject, { ref, base, changed }: Wish): Promise<SeenSlot> {
    const slot = await this.slots.pick(owner, ref);
    if (!slot || slot.headRevision === null) throw notFound();
    if (base === undefined || base === slot.headRevision) return { ...slot, isNew: false };
    const head = await this.book.headOf(slot);
    throw head ? saves.error(changed, 'changed', { current: summaryOf(slot, head) }) : notFound();
  }

  /** An old revision once more, under a key of its own. */
  private async copyOf(owner: Subject, wish: Wish, revision: number): Promise<Packed> {
    const { id, slotName } = await this.current(owner, wish);
    const old = await this.db.pick(SaveRevision, { slotId: id, revision });
    if (!old) throw notFound();
    return this.packer.pack(owner, slotName, { ...old, bytes: await this.reader.bytesOf(old) });
  }

  private async renew(
    owner: Subject,
    slot: SeenSlot,
    packed: Packed,
    revision: number,
  ): Promise<SaveSummary> {
    const { content, labels, contentKey } = packed;
    const bound = await this.vault.bind(content, contentKey, { slotId: slot.id, as: nextRevision(slot) });
    const head = { slot, content, bound, labels, parentRevision: revision };
    const [summary] = await this.db.write((em) => this.heads.advance(em, owner, [head]));
    return summary as SaveSummary;
  }

  private empty(owner: Subject, slot: SeenSlot): Promise<void> {
    return this.db.write(async (em) => {
      await this.slots.move(em, slot, { headRevision: null });
      const freed = await this.revisions.remove(em, await this.revisions.keptOf(em, slot.id));
      await this.ledger.giveBack(em, owner, freed);
      await this.slots.forget(owner, slot);
    });
  }

  private deleteOne(owner: Subject, slot: SeenSlot, revision: number): Promise<void> {
    if (revision === slot.headRevision) throw saves.error('delete', 'revision_in_use');
    return this.db.write(async (em) => {
      await this.slots.move(em, slot);
      const [old] = (await this.revisions.keptOf(em, slot.id)).filter((one) => one.revision === revision);
      if (!old) throw notFound();
      if (old.isInUse) throw saves.error('delete', 'revision_in_use');
      await this.ledger.giveBack(em, owner, await this.revisions.remove(em, [old]));
    });
  }
}

/** `save_id` and `slot` mean the same: one of them must be given. */
function oneOf(saveId: string | undefined, slot: string | undefined): string {
  const ref = saveId ?? slot;
  const reason = ref === undefined ? 'is required' : 'must not differ from save_id';
  if (ref === undefined || (slot !== undefined && slot !== ref))
    throw houseError('request.invalid', { field: 'slot', reason }, { message: `slot ${reason}.` });
  return ref;
}
