import { Db, type SqlRow, type Subject } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { readRevisionCursor, readTimeCursor, writeCursor } from '../rules/cursor.js';
import { conflictReport } from './conflict-report.js';
import type { ConflictReport, SaveSummary } from './refusals.js';
import type { SlotFacts } from './slot-book.js';
import { describedRow, numberOrNull, summaryColumns, summaryOf } from './summary.js';

/** How long a page is to be and where it begins. */
export interface PageWish {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page, and where the next one begins; `null` when there is none. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

const fullSlots = `SELECT s."id", s."slot_name", s."updated_at", r."revision", r."parent_revision", ${summaryColumns}
  FROM "saves_slots" s JOIN "saves_revisions" r ON r."slot_id" = s."id" AND r."revision" = s."head_revision"
  WHERE s."game_id" = $1 AND s."player_id" = $2`;
const slotsPage = `${fullSlots} AND (s."updated_at", s."id") < ($3, $4) ORDER BY s."updated_at" DESC, s."id" DESC LIMIT $5`;
const oneSlot = `${fullSlots} AND s."id" = $3`;
const revisionsPage = `SELECT r."revision", r."parent_revision", ${summaryColumns} FROM "saves_revisions" r
  WHERE r."slot_id" = $1 AND r."revision" < $2 ORDER BY r."revision" DESC LIMIT $3`;
const conflictsPage = `SELECT r."id", r."slot_id", s."slot_name", r."base_revision", ${summaryColumns}
  FROM "saves_conflicts" r JOIN "saves_slots" s ON s."id" = r."slot_id"
  WHERE r."game_id" = $1 AND r."player_id" = $2 AND (r."created_at", r."id") < ($3, $4)
  ORDER BY r."created_at" DESC, r."id" DESC LIMIT $5`;

/** Lists what a player has, without the contents. Pages go on behind their last row, whatever is written meanwhile. */
@Injectable()
export class Catalogue {
  constructor(private readonly db: Db) {}

  /** The saves, those written last first. */
  async saves(owner: Subject, { limit, cursor }: PageWish): Promise<Page<SaveSummary>> {
    const { gameId, playerId } = owner;
    const after = readTimeCursor(cursor);
    const rows = await this.rows(slotsPage, [gameId, playerId, ...after, limit + 1]);
    return pageOf(rows, limit, headRow(owner), (row) =>
      writeCursor(Number(row['updated_at']), String(row['id'])),
    );
  }

  /** The kept revisions of a save, the newest first. */
  async revisions(
    owner: Subject,
    slot: SlotFacts,
    { limit, cursor }: PageWish,
  ): Promise<Page<SaveSummary & { current: boolean }>> {
    const rows = await this.rows(revisionsPage, [slot.id, readRevisionCursor(cursor), limit + 1]);
    const item = (row: SqlRow) => {
      const summary = summaryOf(slot, revisionRow(owner, row));
      return { ...summary, current: summary.revision === slot.head };
    };
    return pageOf(rows, limit, item, (row) => writeCursor(Number(row['revision'])));
  }

  /** The open conflicts, the newest first. */
  async conflicts(owner: Subject, { limit, cursor }: PageWish): Promise<Page<ConflictReport>> {
    const { gameId, playerId } = owner;
    const after = readTimeCursor(cursor);
    const rows = await this.rows(conflictsPage, [gameId, playerId, ...after, limit + 1]);
    const heads = new Map<string, SaveSummary | null>();
    for (const row of rows) {
      const slotId = String(row['slot_id']);
      if (!heads.has(slotId)) heads.set(slotId, await this.head(owner, slotId));
    }
    const item = (row: SqlRow): ConflictReport => {
      const slot = { id: String(row['slot_id']), slotName: String(row['slot_name']) };
      const upload = {
        ...describedRow(owner, row),
        id: String(row['id']),
        baseRevision: Number(row['base_revision']),
      };
      return conflictReport(upload, slot, heads.get(slot.id) ?? null);
    };
    return pageOf(rows, limit, item, (row) => writeCursor(Number(row['created_at']), String(row['id'])));
  }

  private async head(owner: Subject, slotId: string): Promise<SaveSummary | null> {
    const [row] = await this.rows(oneSlot, [owner.gameId, owner.playerId, slotId]);
    return row ? headRow(owner)(row) : null;
  }

  private async rows(sql: string, values: readonly (string | number)[]): Promise<readonly SqlRow[]> {
    return (await this.db.read((em) => em.run(sql, values))).rows;
  }
}

const headRow =
  (owner: Subject) =>
  (row: SqlRow): SaveSummary =>
    summaryOf({ id: String(row['id']), slotName: String(row['slot_name']) }, revisionRow(owner, row));

const revisionRow = (owner: Subject, row: SqlRow) => ({
  ...describedRow(owner, row),
  revision: Number(row['revision']),
  parentRevision: numberOrNull(row['parent_revision']),
});

/** One row more than the page was asked for: it says whether there is another page. */
function pageOf<T>(
  rows: readonly SqlRow[],
  limit: number,
  item: (row: SqlRow) => T,
  cursor: (row: SqlRow) => string,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), nextCursor: rows.length > limit && last ? cursor(last) : null };
}
