import { BootError, type Dialect } from '@aethex/core';
import type { DataSource } from 'typeorm';
import { readCatalog, type Ask, type Catalog } from './catalog.js';
import { pageQuery } from './rules/page-query.js';
import { cellOf, type Row } from './rules/frames.js';
import type { TableShape } from './rules/table-shape.js';

/** Bytes a page should have, and how many rows it may have. The first page of a table is small: nobody knows its rows yet. */
const pageBytes = 2 * 1024 * 1024;
const fewest = 16;
const most = 4096;
const first = 64;

export interface Page {
  readonly rows: readonly Row[];
  /** The key of the last row as the engine compares it. */
  readonly last: readonly unknown[];
}

/** All rows of one moment, whatever is written meanwhile. */
export class Snapshot {
  constructor(
    readonly dialect: Dialect,
    private readonly ask: Ask,
    private readonly done: () => Promise<void>,
  ) {}

  /** Begins a snapshot on a connection of its own. */
  static async of(source: DataSource): Promise<Snapshot> {
    const runner = source.createQueryRunner();
    const ask: Ask = (sql, values = []) => runner.query(sql, [...values]);
    const dialect = source.options.type === 'postgres' ? 'postgres' : 'sqlite';
    return Snapshot.over(ask, dialect, () => runner.release());
  }

  /** Begins a snapshot on a connection that nobody else uses meanwhile. */
  static async over(ask: Ask, dialect: Dialect, release: () => Promise<void> | void): Promise<Snapshot> {
    await begin(ask, dialect);
    return new Snapshot(dialect, ask, async () => {
      await ask('ROLLBACK');
      await release();
    });
  }

  catalog(): Promise<Catalog> {
    return readCatalog(this.ask, this.dialect);
  }

  async count({ name }: Pick<TableShape, 'name'>): Promise<number> {
    const [row] = await this.ask<{ rows: number | string }>(`SELECT COUNT(*) AS "rows" FROM "${name}"`);
    return Number(row?.rows);
  }

  /** The rows in the order of their keys, in pages of a few megabytes; with `after`, those behind that key. */
  async *pages(table: TableShape, after: readonly unknown[] | null = null): AsyncGenerator<Page> {
    const query = pageQuery(table, this.dialect);
    for (let [last, limit] = [after, first]; ;) {
      const sql = last ? query.next(limit) : query.start(limit);
      const raw = await this.ask<Record<string, unknown>>(sql, last ?? []);
      const rows = raw.map((row) => table.columns.map(({ name, kind }) => cellOf(kind, row[name])));
      const end = raw.at(-1);
      if (!end) return;
      last = query.key.map((name) => end[name]);
      yield { rows, last };
      if (rows.length < limit) return;
      limit = fitting(rows);
    }
  }

  /** Lets go of the snapshot. */
  end(): Promise<void> {
    return this.done();
  }
}

/** Begins to see one moment. SQLite fixes it with the first look. */
async function begin(ask: Ask, dialect: Dialect): Promise<void> {
  if (dialect === 'sqlite') {
    await ask('BEGIN');
    await ask('SELECT COUNT(*) FROM sqlite_master');
    return;
  }
  await ask('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await ask('SET LOCAL statement_timeout = 0');
  await ask('SET LOCAL idle_in_transaction_session_timeout = 0');
  const [row] = await ask<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS "recovering"');
  if (row?.recovering === true)
    throw new BootError(
      'This Postgres is a replica: it may cancel a long reading.',
      'Name the primary as the database.',
    );
}

function fitting(rows: readonly Row[]): number {
  const bytes = rows.reduce((sum, row) => sum + row.reduce((all, cell) => all + (cell?.length ?? 0), 0), 0);
  return Math.min(most, Math.max(fewest, Math.floor((pageBytes * rows.length) / Math.max(1, bytes))));
}
