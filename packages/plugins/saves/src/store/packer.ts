import { Db, type Subject } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Vault, type Content, type Packed } from '../vault/vault.js';
import { Ledger } from './ledger.js';
import { SlotMoved } from './until-still.js';

/** Errors that our own work throws inside a write: after them it is certain that nothing refers to a new blob. */
const certain = new Set(['saves.quota', 'saves.changed', 'saves.conflict_not_found', 'saves.slot_taken']);

/** Closes contents for rows that are yet to be written. */
@Injectable()
export class Packer {
  constructor(
    private readonly db: Db,
    private readonly vault: Vault,
    private readonly ledger: Ledger,
  ) {}

  /** Closes a content and makes it durable if it is large. Fails with `saves.quota` when it will not fit anyway. */
  async pack(owner: Subject, slotName: string, content: Content): Promise<Packed> {
    const packed = await this.vault.pack(owner, content);
    if (!this.vault.isLarge(packed)) return packed;
    await this.ledger.foresee(owner, slotName, packed.content.storedBytes);
    return this.vault.store(packed);
  }

  /**
   * Does work that writes rows for contents. When it is certain that it has not, their blobs are removed; in doubt the
   * collector of orphans looks.
   */
  async using<T>(contents: readonly Packed[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SlotMoved || (isAethexError(error) && certain.has(error.code)))
        await this.discard(contents);
      throw error;
    }
  }

  /**
   * Removes the blobs of contents that nothing refers to. It waits for the end of a transaction that the call holds
   * open, as one with an Idempotency-Key does: a slow store must not keep other writers waiting.
   */
  async discard(contents: readonly Packed[]): Promise<void> {
    const large = contents.map(({ content }) => content).filter(({ blobKey }) => blobKey !== null);
    if (large.length === 0) return;
    await this.db.write(() => this.db.afterCommit(() => this.vault.discard(large)));
  }
}
