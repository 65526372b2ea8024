import { Clock, Events, type Subject, type Unit } from '@aethex/core';
import { saves } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Labels } from '../entities/kept-content.js';
import { SaveRevision } from '../entities/save-revision.entity.js';
import type { Bound, StoredContent } from '../vault/vault.js';
import { allOf } from './all-of.js';
import { bytesOf, History } from './history.js';
import { Ledger, unlimited } from './ledger.js';
import type { SaveSummary } from './refusals.js';
import { SlotBook, type SeenSlot } from './slot-book.js';
import { summaryOf } from './summary.js';
import { SlotMoved } from './until-still.js';

/** What is to become the current revision of a slot. */
export interface NextHead {
  readonly slot: SeenSlot;
  /** A content, and its key as bound to the slot's next revision. */
  readonly content: StoredContent;
  readonly bound: Bound;
  readonly labels: Labels;
  readonly parentRevision: number | null;
  /** Bytes that the same write gives back elsewhere. */
  readonly givenBack?: number;
  /** Whether it is kept even when it is more than the quota allows. */
  readonly mayExceed?: boolean;
}

/** The revision a slot's next write makes. */
export const nextRevision = ({ lastRevision }: SeenSlot): number => lastRevision + 1;

/** Makes revisions current, inside a write: the slot, its history, the quota, the event. */
@Injectable()
export class Heads {
  constructor(
    private readonly slots: SlotBook,
    private readonly history: History,
    private readonly ledger: Ledger,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds the next revision of each slot. Fails with `SlotMoved` when one is not what it was seen as. All slots are
   * held, in one order for everybody, before anything else is: so no two writes wait for each other.
   */
  async advance(em: Unit, owner: Subject, heads: readonly NextHead[]): Promise<SaveSummary[]> {
    const now = this.clock.now();
    const inOrder = heads.toSorted((one, other) => (one.slot.slotName < other.slot.slotName ? -1 : 1));
    // An engine that is a way off is told all of it without waiting for each answer.
    const moves = inOrder.map(({ slot }) => {
      const revision = nextRevision(slot);
      return this.slots.move(em, slot, { lastRevision: revision, headRevision: revision, updatedAt: now });
    });
    const additions = heads.map((head) => this.add(em, owner, head, now));
    const [, rows] = await allOf([allOf(moves), allOf(additions)]);
    return Promise.all(rows.map((row, index) => this.tell(owner, (heads[index] as NextHead).slot, row)));
  }

  private async tell(owner: Subject, slot: SeenSlot, row: SaveRevision): Promise<SaveSummary> {
    const summary = summaryOf(slot, row);
    await this.slots.forget(owner, slot);
    await this.events.tell(saves.changed, owner.playerId, summary);
    return summary;
  }

  private async add(em: Unit, owner: Subject, head: NextHead, createdAt: Date): Promise<SaveRevision> {
    const { slot, content, bound, labels, parentRevision, givenBack = 0, mayExceed = false } = head;
    const revision = nextRevision(slot);
    const quota = mayExceed ? unlimited : await this.ledger.quotaOf(owner);
    const expired = await this.history.expired(em, slot.id, { revision, createdAt });
    const row: SaveRevision = {
      ...content,
      ...bound,
      labels,
      slotId: slot.id,
      revision,
      parentRevision,
      createdAt,
    };
    const [, , isAdded] = await allOf([
      this.history.remove(em, expired),
      this.ledger.charge(em, owner, content.storedBytes - bytesOf(expired) - givenBack, quota),
      em.add(SaveRevision, row),
    ]);
    if (!isAdded) throw new SlotMoved();
    return row;
  }
}
