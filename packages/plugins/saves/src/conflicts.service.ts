import { Db, type Caller, type Serves, type Subject } from '@aethex/core';
import { houseError, saves, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SaveConflict } from './entities/save-conflict.entity.js';
import type { SaveRevision } from './entities/save-revision.entity.js';
import { SaveSlot } from './entities/save-slot.entity.js';
import { dataOfBytes } from './rules/encoding.js';
import { SavesMetrics } from './saves.metrics.js';
import { Catalogue } from './store/catalogue.js';
import { ConflictBook } from './store/conflict-book.js';
import { conflictError, conflictReport } from './store/conflict-report.js';
import type { OpenConflict } from './store/open-conflict.js';
import { checkSlotName, ownerOf, readAny } from './store/refusals.js';
import { Reader } from './store/reader.js';
import { Resolutions, type Resolved } from './store/resolutions.js';
import { summaryOf } from './store/summary.js';
import { untilStill } from './store/until-still.js';

type ResolveInput = In<typeof saves, 'resolve'>;

/** Lets the player decide between two versions. Nothing is lost before they have. */
@Injectable()
export class ConflictsService implements Pick<Serves<typeof saves>, 'conflicts' | 'getConflict' | 'resolve'> {
  constructor(
    private readonly db: Db,
    private readonly catalogue: Catalogue,
    private readonly book: ConflictBook,
    private readonly reader: Reader,
    private readonly resolutions: Resolutions,
    private readonly metrics: SavesMetrics,
  ) {}

  async conflicts({ user_id, ...page }: In<typeof saves, 'conflicts'>, caller: Caller) {
    const { items, nextCursor } = await this.catalogue.conflicts(ownerOf(user_id, caller, readAny), page);
    return { conflicts: items, next_cursor: nextCursor };
  }

  async getConflict({ user_id, conflict_id }: In<typeof saves, 'getConflict'>, caller: Caller) {
    const owner = ownerOf(user_id, caller, readAny);
    return untilStill(this.db, async () => {
      const { conflict, slot } = await this.own(owner, conflict_id);
      const head = await this.book.headOf(slot);
      const { yours } = conflictReport(conflict, slot, null);
      const data = dataOfBytes(await this.reader.bytesOfConflict(conflict), conflict.encoding);
      return { conflict_id, current: head && (await this.current(slot, head)), yours: { ...yours, data } };
    });
  }

  async resolve(input: ResolveInput, caller: Caller): Promise<Resolved> {
    const owner = ownerOf(input.user_id, caller);
    checkWish(input);
    const resolved = await untilStill(this.db, async (look) =>
      this.decide(await look(() => this.find(owner, input)), input),
    );
    this.metrics.conflict(input.keep);
    return resolved;
  }

  /** The conflict, if what the slot holds is still what the player decided on. */
  private async find(
    owner: Subject,
    { conflict_id: id, base_revision: base }: ResolveInput,
  ): Promise<OpenConflict> {
    const { conflict, slot } = await this.own(owner, id);
    const head = await this.book.headOf(slot);
    if ((base ?? conflict.currentRevision) !== (slot.headRevision ?? 0))
      throw conflictError(conflict, slot, head);
    return { owner, conflict, slot: { ...slot, isNew: false }, head };
  }

  private async current(slot: SaveSlot, head: SaveRevision) {
    const bytes = await this.reader.bytesOf(head);
    return { ...summaryOf(slot, head), data: dataOfBytes(bytes, head.encoding) };
  }

  /** A conflict of the owner's, and its slot. */
  private async own(owner: Subject, id: string): Promise<{ conflict: SaveConflict; slot: SaveSlot }> {
    const conflict = isUuid(id) ? await this.db.pick(SaveConflict, { id }) : null;
    const isOwn = conflict?.gameId === owner.gameId && conflict.playerId === owner.playerId;
    const slot = conflict && isOwn ? await this.db.pick(SaveSlot, { id: conflict.slotId }) : null;
    if (!conflict || !slot) throw saves.error('resolve', 'conflict_not_found');
    return { conflict, slot };
  }

  private decide(open: OpenConflict, { keep, slot_name, data, encoding }: ResolveInput): Promise<Resolved> {
    if (keep === 'theirs') return this.resolutions.keepTheirs(open);
    if (keep === 'mine') return this.resolutions.keepMine(open);
    if (keep === 'both') return this.resolutions.keepBoth(open, slot_name);
    return this.resolutions.merge(open, data && { data, encoding });
  }
}

/** Refuses what the chosen way out has no use for. */
function checkWish({ keep, slot_name, data }: ResolveInput): void {
  if (slot_name !== undefined && keep !== 'both') throw misplaced('slot_name', 'both');
  if (data !== undefined && keep !== 'merge') throw misplaced('data', 'merge');
  if (slot_name !== undefined) checkSlotName(slot_name);
}

function misplaced(field: string, keep: string): Error {
  const reason = `is only for keep "${keep}"`;
  return houseError('request.invalid', { field, reason }, { message: `${field} ${reason}.` });
}

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
