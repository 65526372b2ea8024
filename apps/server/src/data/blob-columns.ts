import type { BlobStore } from '@aethex/core';
import type { DataSource } from 'typeorm';

/** By convention a column of this name holds a key of the BlobStore, in whichever table it stands. */
const blobColumn = 'blob_key';
/** Rows that are read at a time. */
const page = 1000;

/** Compares a copy of the database with a copy of the blobs. */
export class BlobColumns {
  constructor(private readonly source: DataSource) {}

  /** How many rows the copy has, and the blobs that they name and the store does not have. */
  async compare(file: string, blobs: BlobStore): Promise<{ rows: number; missing: string[] }> {
    await this.source.query('ATTACH DATABASE ? AS copy', [file]);
    try {
      let rows = 0;
      const missing: string[] = [];
      for (const table of await this.tables()) {
        rows += await this.count(table);
        for await (const key of this.keys(table)) if (!(await blobs.stat(key))) missing.push(key);
      }
      return { rows, missing };
    } finally {
      await this.source.query('DETACH DATABASE copy');
    }
  }

  private async tables(): Promise<string[]> {
    const rows = await this.query<{ name: string }>(
      `SELECT name FROM copy.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
    );
    return rows.map(({ name }) => name);
  }

  private async count(table: string): Promise<number> {
    const [row] = await this.query<{ rows: number }>(`SELECT COUNT(*) AS "rows" FROM copy."${table}"`);
    return Number(row?.rows);
  }

  private async *keys(table: string): AsyncIterable<string> {
    const columns = await this.query<{ name: string }>(`SELECT name FROM copy.pragma_table_info(?)`, [table]);
    if (!columns.some(({ name }) => name === blobColumn)) return;
    for (let last = 0; ;) {
      const rows = await this.query<{ at: number; key: string }>(
        `SELECT rowid AS "at", "${blobColumn}" AS "key" FROM copy."${table}" WHERE rowid > ? AND "${blobColumn}" IS NOT NULL ORDER BY rowid LIMIT ${page}`,
        [last],
      );
      for (const { key } of rows) yield key;
      if (rows.length < page) return;
      last = Number(rows.at(-1)?.at);
    }
  }

  private query<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.source.query(sql, [...values]);
  }
}
