import { BootError, type Dialect } from '@aethex/core';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Ask } from './catalog.js';

const Moving = z.object({
  kind: z.enum(['restore', 'move']),
  /** `whole` once everything is there and was compared. */
  state: z.enum(['unfinished', 'whole']),
  /** What is being brought here. */
  source: z.string(),
  /** Statements that make again the rules that were taken off for the time being. */
  loose: z.array(z.string()),
});

/** A mark in a database that something is being brought into. No server starts on it before it is whole. */
export type Moving = z.infer<typeof Moving>;

const table = 'core_moving';

/** The mark of a database, or `null`. */
export async function readMoving(ask: Ask, dialect: Dialect): Promise<Moving | null> {
  const exists =
    dialect === 'sqlite'
      ? `SELECT 1 FROM sqlite_master WHERE name = '${table}'`
      : `SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = '${table}'`;
  if ((await ask(exists)).length === 0) return null;
  const [row] = await ask<{ facts: string }>(`SELECT "facts" FROM "${table}"`);
  return row ? Moving.parse(JSON.parse(row.facts)) : null;
}

/** Leaves a mark, or changes it. */
export async function writeMoving(ask: Ask, dialect: Dialect, moving: Moving): Promise<void> {
  const place = dialect === 'sqlite' ? '?' : '$1';
  await ask(`CREATE TABLE IF NOT EXISTS "${table}" ("id" varchar(8) PRIMARY KEY, "facts" text NOT NULL)`);
  await ask(
    `INSERT INTO "${table}" ("id", "facts") VALUES ('moving', ${place}) ON CONFLICT ("id") DO UPDATE SET "facts" = excluded."facts"`,
    [JSON.stringify(moving)],
  );
}

/** Takes the mark away. Nodes that start at once may all do it. */
export const endMoving = (ask: Ask): Promise<unknown> => ask(`DROP TABLE IF EXISTS "${table}"`);

/**
 * For a server that is about to serve: refuses a database that a restore or a move has not finished. With the first
 * start a finished move is over: from then on the database has a life of its own, and nothing is moved into it again.
 */
export async function demandWhole(source: DataSource): Promise<void> {
  const ask: Ask = (sql, values = []) => source.query(sql, [...values]);
  const moving = await readMoving(ask, source.options.type === 'postgres' ? 'postgres' : 'sqlite');
  if (moving === null) return;
  if (moving.state === 'whole') return void (await endMoving(ask));
  throw new BootError(
    moving.kind === 'restore'
      ? `A restore of ${moving.source} into this database was not finished.`
      : 'This database is the target of a move that is not finished.',
    moving.kind === 'restore'
      ? 'Run `aethex restore` again.'
      : 'Stop the server it is moved from, and run `aethex migrate-db` again.',
  );
}
