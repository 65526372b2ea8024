import { Clock, Db, type SqlRow, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { SaveRevision } from '../entities/save-revision.entity.js';
import { expiredRevisions, type Aged } from '../rules/expired-revisions.js';
import { SavesConfig } from '../saves.config.js';
import { Vault } from '../vault/vault.js';
import { allOf } from './all-of.js';

/** A revision as far as removing it is concerned. */
export interface Kept extends Aged {
  readonly id: string;
  readonly storedBytes: number;
  readonly blobKey: string | null;
  /** Whether an open conflict refers to it. */
  readonly isInUse: boolean;
}

/** The newest revision is never removed: what is coming needs no more than its age. */
const nothing = { id: '', storedBytes: 0, blobKey: null, isInUse: false };

const revisionsOf = `SELECT r."id", r."revision", r."created_at", r."stored_bytes", r."blob_key",
  EXISTS (SELECT 1 FROM "saves_conflicts" c WHERE c."slot_id" = r."slot_id"
    AND r."revision" IN (c."base_revision", c."current_revision")) AS "in_use"
  FROM "saves_revisions" r WHERE r."slot_id" = $1`;

/** Keeps the last revisions of a slot and one a day, and removes the others. */
@Injectable()
export class History {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly vault: Vault,
    private readonly config: SavesConfig,
  ) {}

  /**
   * Removes what need not be kept of a slot that the write holds, and returns how many bytes that frees. `coming` is
   * the revision the write is about to add.
   */
  async prune(em: Unit, slotId: string, coming?: Aged): Promise<number> {
    return this.remove(em, await this.expired(em, slotId, coming));
  }

  /** What need not be kept of a slot. */
  async expired(em: Unit, slotId: string, coming?: Aged): Promise<Kept[]> {
    const { history, daily } = this.config;
    if (coming && coming.revision <= history) return [];
    const kept = await this.keptOf(em, slotId);
    const all = coming ? [...kept, { ...coming, ...nothing }] : kept;
    if (all.length <= history) return [];
    const inUse = new Set(kept.filter(({ isInUse }) => isInUse).map(({ revision }) => revision));
    return expiredRevisions(all, { history, daily, inUse, now: this.clock.now() });
  }

  /** Every revision that is kept of a slot. */
  async keptOf(em: Unit, slotId: string): Promise<Kept[]> {
    return (await em.run(revisionsOf, [slotId])).rows.map(keptRow);
  }

  /** Removes revisions, their blobs after the commit, and returns how many bytes that frees. */
  async remove(em: Unit, revisions: readonly Kept[]): Promise<number> {
    await allOf(revisions.map(({ id }) => em.drop(SaveRevision, { id })));
    if (revisions.some(({ blobKey }) => blobKey !== null))
      await this.db.afterCommit(() => this.vault.discard(revisions));
    return bytesOf(revisions);
  }
}

/** How many bytes removing these frees. */
export const bytesOf = (revisions: readonly Kept[]): number =>
  revisions.reduce((sum, { storedBytes }) => sum + storedBytes, 0);

const keptRow = (row: SqlRow): Kept => ({
  id: String(row['id']),
  revision: Number(row['revision']),
  createdAt: new Date(Number(row['created_at'])),
  storedBytes: Number(row['stored_bytes']),
  blobKey: row['blob_key'] as string | null,
  isInUse: Boolean(row['in_use']),
});
