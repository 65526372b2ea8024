import { Db, KeyRing, Logger, type KeyWearer, type SqlRow } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { KeptContent } from './entities/kept-content.js';
import { SaveConflict } from './entities/save-conflict.entity.js';
import { SaveRevision } from './entities/save-revision.entity.js';
import { Damaged } from './vault/damaged.js';
import { Vault, type Bound, type Place } from './vault/vault.js';

/** Stands for the key of rows whose own key opens with none: it cannot be closed anew, and no ring can miss it. */
const noKey = 'damaged';
/** Rows whose keys are closed anew in one write. */
const batch = 50;

interface Table {
  readonly name: string;
  readonly entity: new () => KeptContent;
  /** The column that says, with the slot, where a row's content stands; a refused upload has none. */
  readonly as: 'revision' | null;
}

const tables: readonly Table[] = [
  { name: 'saves_revisions', entity: SaveRevision, as: 'revision' },
  { name: 'saves_conflicts', entity: SaveConflict, as: null },
];

type Wearing = Pick<KeptContent, 'id' | 'slotId' | 'gameId' | 'playerId' | 'keyId' | 'sealedKey'>;

/** Knows which keys of the ring close the keys of saves, and closes them anew. The saves themselves are not touched. */
@Injectable()
export class SavesKeys implements KeyWearer {
  constructor(
    private readonly db: Db,
    private readonly keys: KeyRing,
    private readonly vault: Vault,
    private readonly log: Logger,
  ) {}

  async worn(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { name } of tables) {
      const rows = await this.rows(`SELECT "key_id", COUNT(*) AS "rows" FROM "${name}" GROUP BY "key_id"`);
      for (const row of rows) {
        const id = String(row['key_id']);
        if (id !== noKey) counts.set(id, (counts.get(id) ?? 0) + Number(row['rows']));
      }
    }
    return counts;
  }

  async rewrap(keyId: string, limit: number): Promise<number> {
    const current = (await this.keys.list()).find((key) => key.use === 'sealing' && key.current);
    if (current?.id === keyId) return 0;
    let done = 0;
    for (const table of tables) {
      for (let left = limit - done; left > 0; left = limit - done) {
        const some = await this.rewrapSome(table, keyId, Math.min(left, batch));
        if (some === 0) break;
        done += some;
      }
    }
    return done;
  }

  /** The keys that close saves and are not in the ring, with the number of saves that cannot be opened without them. */
  async lost(): Promise<ReadonlyMap<string, number>> {
    const ring = new Set((await this.keys.list()).map(({ id }) => id));
    const counts = new Map<string, number>();
    for (const { name } of tables) {
      for await (const id of this.distinct(name)) {
        if (ring.has(id) || id === noKey) continue;
        const [row] = await this.rows(`SELECT COUNT(*) AS "rows" FROM "${name}" WHERE "key_id" = $1`, [id]);
        counts.set(id, (counts.get(id) ?? 0) + Number(row?.['rows']));
      }
    }
    return counts;
  }

  /** Each key id of a table once: one look into the index for each, however many rows there are. */
  private async *distinct(table: string): AsyncIterable<string> {
    for (let last = ''; ;) {
      const sql = `SELECT MIN("key_id") AS "next" FROM "${table}" WHERE "key_id" > $1`;
      const [row] = await this.rows(sql, [last]);
      if (typeof row?.['next'] !== 'string') return;
      last = row['next'];
      yield last;
    }
  }

  private async rewrapSome({ name, entity, as }: Table, keyId: string, limit: number): Promise<number> {
    const place = as === null ? `'conflict'` : `"${as}"`;
    const rows = await this.rows(
      `SELECT "id", "slot_id", "game_id", "player_id", "sealed_key", ${place} AS "place" FROM "${name}" WHERE "key_id" = $1 LIMIT $2`,
      [keyId, limit],
    );
    const anew = await Promise.all(rows.map((row) => this.closedAnew(wearing(row, keyId), placeOf(row))));
    return this.db.write(async (em) => {
      let done = 0;
      // A row that was removed meanwhile, or closed anew by somebody else, is left as it is.
      for (const { id, ...bound } of anew) done += await em.change(entity, { id, keyId }, bound);
      return done;
    });
  }

  private async closedAnew(
    row: Wearing,
    as: Place['as'],
  ): Promise<Partial<Bound> & { id: string; keyId: string }> {
    try {
      const key = await this.vault.contentKey(row, as);
      return { id: row.id, ...(await this.vault.bind(row, key, { slotId: row.slotId, as })) };
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      this.log.error({ err: error, row: row.id }, 'the key of a save is damaged; nothing can open it');
      return { id: row.id, keyId: noKey };
    }
  }

  private async rows(sql: string, values: readonly (string | number)[] = []): Promise<readonly SqlRow[]> {
    return (await this.db.read((em) => em.run(sql, values))).rows;
  }
}

const wearing = (row: SqlRow, keyId: string): Wearing => ({
  id: String(row['id']),
  slotId: String(row['slot_id']),
  gameId: String(row['game_id']),
  playerId: String(row['player_id']),
  keyId,
  // libsql gives blobs as ArrayBuffer.
  sealedKey: Buffer.from(row['sealed_key'] as ArrayBuffer),
});

const placeOf = (row: SqlRow): Place['as'] =>
  row['place'] === 'conflict' ? 'conflict' : Number(row['place']);
