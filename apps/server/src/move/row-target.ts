import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { BootError, type Database, type SqlValue } from '@aethex/core';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';
import { canCopy, copyHeader, copyRows, copyTrailer } from './rules/copy-binary.js';
import type { Row } from './rules/frames.js';
import type { ColumnShape, Kind, TableShape } from './rules/table-shape.js';

/** The one thing of a Postgres client that is used here. */
interface CopyClient {
  query(stream: ReturnType<typeof copyFrom>): NodeJS.WritableStream;
}

/** Where rows are put. Each call is one transaction. */
export interface RowTarget {
  /** Adds rows with the values of all columns of the table, in their order. */
  add(table: TableShape, rows: readonly Row[]): Promise<void>;
}

/** The quickest way into the database of an installation. */
export const rowTarget = (database: Database, source: DataSource): RowTarget =>
  database.dialect === 'sqlite' ? new SqliteTarget(database) : new PostgresTarget(source);

class SqliteTarget implements RowTarget {
  constructor(private readonly database: Database) {}

  async add({ name, columns }: TableShape, rows: readonly Row[]): Promise<void> {
    const places = columns.map((_, index) => `$${index + 1}`);
    const sql = `INSERT INTO "${name}" (${quoted(columns)}) VALUES (${places.join(', ')})`;
    const transaction = await this.database.begin();
    try {
      for (const row of rows)
        await transaction.run(
          { sql, name: `move ${name}` },
          row.map((cell, index) => bound(columns[index]?.kind, cell)),
        );
    } catch (error) {
      await transaction.rollback();
      throw notTaken(name, error);
    }
    await transaction.commit();
  }
}

/** A value for SQLite, which turns digits into numbers in a column for numbers. */
function bound(kind: Kind | undefined, cell: Buffer | null): SqlValue {
  if (cell === null || kind === 'bytes') return cell;
  if (kind === 'real') return cell.readDoubleBE();
  return kind === 'bool' ? cell.toString() === 't' : cell.toString();
}

class PostgresTarget implements RowTarget {
  constructor(private readonly source: DataSource) {}

  async add(table: TableShape, rows: readonly Row[]): Promise<void> {
    const runner = this.source.createQueryRunner();
    try {
      await copyInto(runner, table, rows);
    } finally {
      await runner.release();
    }
  }
}

/** Adds rows by COPY, on the connection of a runner and in its transaction when it has one. */
export async function copyInto(
  runner: QueryRunner,
  { name, columns }: Pick<TableShape, 'name' | 'columns'>,
  rows: readonly Row[],
): Promise<void> {
  const strange = columns.find(({ type }) => !canCopy(type));
  if (strange)
    throw new BootError(
      `Column "${strange.name}" of "${name}" has the type ${strange.type}, which none of our words makes.`,
      'Move that table by hand.',
    );
  const client = (await runner.connect()) as CopyClient;
  const sink = client.query(copyFrom(`COPY "${name}" (${quoted(columns)}) FROM STDIN WITH (FORMAT binary)`));
  const types = columns.map(({ type }) => type);
  try {
    await pipeline(Readable.from([copyHeader, copyRows(types, rows), copyTrailer]), sink);
  } catch (error) {
    throw notTaken(name, error);
  }
}

export const quoted = (columns: readonly Pick<ColumnShape, 'name'>[]): string =>
  columns.map(({ name }) => `"${name}"`).join(', ');

/** What an engine refuses is said with the name of the table; values are not repeated. */
function notTaken(table: string, error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== '22021' && code !== '22P05' && !/^23|^SQLITE_CONSTRAINT/.test(code ?? '')) return error;
  return new BootError(
    `The database does not take a row of "${table}": ${message ?? ''}.`,
    'The row is not one this server writes: correct it at its source, and run the command again.',
    { cause: error },
  );
}
