import { Db, Ids, Quotas, type Subject, type Unit } from '@aethex/core';
import { saves, type AethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { SaveUsage } from '../entities/save-usage.entity.js';
import { bytesPerPlayer } from '../saves.meters.js';
import { SavesConfig } from '../saves.config.js';

const charge =
  'UPDATE "saves_usage" SET "stored_bytes" = "stored_bytes" + $1 WHERE "game_id" = $2 AND "player_id" = $3 AND ($1 <= 0 OR "stored_bytes" + $1 <= $4)';
const heldBySlot = `SELECT SUM(r."stored_bytes") AS "held" FROM "saves_revisions" r
  JOIN "saves_slots" s ON s."id" = r."slot_id" WHERE s."game_id" = $1 AND s."player_id" = $2 AND s."slot_name" = $3`;

/** A quota that nothing exceeds. */
export const unlimited = Number.MAX_SAFE_INTEGER;

/** Counts what a player's saves take, and refuses what would be more than the quota. */
@Injectable()
export class Ledger {
  constructor(
    private readonly db: Db,
    private readonly ids: Ids,
    private readonly quotas: Quotas,
    private readonly config: SavesConfig,
  ) {}

  /** What a player may take: as much as the server allows or, where that is less, the plan of the game. */
  async quotaOf({ gameId }: Pick<Subject, 'gameId'>): Promise<number> {
    const allowed = await this.quotas.limit(bytesPerPlayer.name, gameId);
    return Math.min(this.config.quota, allowed ?? unlimited);
  }

  /**
   * Counts bytes that come (or go, when negative) inside a write. One statement decides, so that no race gets past the
   * quota. Fails with `saves.quota`.
   */
  async charge(em: Unit, { gameId, playerId }: Subject, bytes: number, quota: number): Promise<void> {
    const values = [bytes, gameId, playerId, quota];
    if ((await em.run(charge, values)).changed > 0) return;
    await em.add(SaveUsage, { id: this.ids.next(), gameId, playerId, storedBytes: 0 });
    if ((await em.run(charge, values)).changed > 0) return;
    throw refusal((await em.pick(SaveUsage, { gameId, playerId }))?.storedBytes ?? 0, bytes, quota);
  }

  /** Counts inside a write bytes that are gone. */
  async giveBack(em: Unit, owner: Subject, bytes: number): Promise<void> {
    await this.charge(em, owner, -bytes, unlimited);
  }

  /** Refuses a large upload before it is stored when even a pruned history could not make room for it. */
  async foresee({ gameId, playerId }: Subject, slotName: string, bytes: number): Promise<void> {
    const used = (await this.db.pick(SaveUsage, { gameId, playerId }))?.storedBytes ?? 0;
    const quota = await this.quotaOf({ gameId });
    if (used + bytes <= quota) return;
    const { rows } = await this.db.read((em) => em.run(heldBySlot, [gameId, playerId, slotName]));
    const held = Number(rows[0]?.['held'] ?? 0);
    if (used - held + bytes > quota) throw refusal(used, bytes, quota);
  }
}

const refusal = (used: number, needed: number, quota: number): AethexError =>
  saves.error('put', 'quota', { used_bytes: used, quota_bytes: quota, needed_bytes: needed });
