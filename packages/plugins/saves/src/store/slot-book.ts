import { Cached, Caches, Clock, Db, Ids, type Subject, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { SaveSlot } from '../entities/save-slot.entity.js';
import { isSaveId, wrongWithSlotName } from '../rules/slot-name.js';
import { SavesConfig } from '../saves.config.js';
import { SlotMoved } from './until-still.js';

/** Where the current revision of a save is. */
export interface SlotFacts {
  readonly id: string;
  readonly slotName: string;
  readonly head: number;
}

/** A slot as it was seen, which a write then expects it to be. */
export interface SeenSlot extends SaveSlot {
  /** Whether there is no row of it yet. */
  readonly isNew: boolean;
}

/** Knows the slots of the players. */
@Injectable()
export class SlotBook {
  private readonly facts: Cached<SlotFacts>;

  constructor(
    private readonly db: Db,
    private readonly ids: Ids,
    private readonly clock: Clock,
    config: SavesConfig,
    caches: Caches,
  ) {
    this.facts = caches.of({ name: 'saves.slots', seconds: config.metadataCache });
  }

  /** Where a save is, from the cache when it knows, or `null` when the slot is empty or nobody's. */
  async find(owner: Subject, ref: string): Promise<SlotFacts | null> {
    if (!mayRefer(ref)) return null;
    return this.facts.get(place(owner, ref), async () => {
      const slot = await this.pick(owner, ref);
      return slot === null || slot.headRevision === null
        ? null
        : { id: slot.id, slotName: slot.slotName, head: slot.headRevision };
    });
  }

  /** The slot itself, empty or not, by id or name. */
  async pick(owner: Subject, ref: string): Promise<SaveSlot | null> {
    if (!mayRefer(ref)) return null;
    if (!isSaveId(ref)) return this.db.pick(SaveSlot, { ...ownerOnly(owner), slotName: ref });
    const slot = await this.db.pick(SaveSlot, { id: ref.toLowerCase() });
    return slot?.gameId === owner.gameId && slot.playerId === owner.playerId ? slot : null;
  }

  /** The slot of a name as it is now, made up when there is none. */
  async see(owner: Subject, slotName: string): Promise<SeenSlot> {
    const slot = await this.pick(owner, slotName);
    if (slot) return { ...slot, isNew: false };
    const now = this.clock.now();
    return {
      ...ownerOnly(owner),
      id: this.ids.next(),
      slotName,
      lastRevision: 0,
      headRevision: null,
      createdAt: now,
      updatedAt: now,
      isNew: true,
    };
  }

  /**
   * Changes a slot that must still be what it was seen as, and holds it until the write ends. Fails with `SlotMoved`
   * when it is not.
   */
  async move(em: Unit, { isNew, ...seen }: SeenSlot, to: Partial<SaveSlot> = {}): Promise<void> {
    const { id, lastRevision, headRevision } = seen;
    const done = isNew
      ? await em.add(SaveSlot, { ...seen, ...to })
      : (await em.change(SaveSlot, { id, lastRevision, headRevision }, { lastRevision, ...to })) > 0;
    if (!done) throw new SlotMoved();
  }

  /** Forgets what the cache knows of a slot, now and when the write commits. */
  async forget(owner: Subject, { id, slotName }: Pick<SaveSlot, 'id' | 'slotName'>): Promise<void> {
    await Promise.all([id, slotName].map((ref) => this.facts.forget(place(owner, ref))));
  }
}

const mayRefer = (ref: string): boolean => isSaveId(ref) || wrongWithSlotName(ref) === null;
const ownerOnly = ({ gameId, playerId }: Subject): Subject => ({ gameId, playerId });
const place = ({ gameId, playerId }: Subject, ref: string): string => `${gameId}/${playerId}/${ref}`;
