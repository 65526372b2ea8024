import { createHash, type Hash } from 'node:crypto';
import { BootError } from '@aethex/core';
import type { DataSource } from 'typeorm';
import { PostgresTable } from './postgres-table.js';
import { compared, hashed } from './rules/compare-page.js';
import type { TableShape } from './rules/table-shape.js';
import type { Snapshot } from './snapshot.js';

export interface MovedTable {
  readonly name: string;
  readonly rows: number;
  /** Rows that were added or removed; the others were there already. */
  readonly changed: number;
}

/** Told after every stretch: how many rows more are where they belong, and their bytes. */
export type Heard = (rows: number) => void;

/**
 * Makes a table of the target like the one of the source, stretch by stretch in the order of the keys. What is there
 * already is compared by hash and left alone, so it makes no difference how far an earlier run has come, or what has
 * changed since.
 */
export async function moveTable(
  from: Snapshot,
  to: DataSource,
  { source, target, heard }: { source: TableShape; target: TableShape; heard: Heard },
): Promise<MovedTable> {
  demandKey(source);
  const table = new PostgresTable(to, target);
  const keyAt = source.key.map((name) => source.columns.findIndex((one) => one.name === name));
  const all = createHash('sha256');
  let [rows, changed] = [0, 0];
  let last: readonly unknown[] | null = null;
  let isBehind = await table.goesOn(null);
  for await (const page of from.pages(source)) {
    const here = page.rows.map((row) => hashed(row, keyAt));
    for (const { hash } of here) all.update(hash);
    const there = isBehind ? await gathered(table.hashes(last, page.last)) : [];
    if (isBehind && there.length === 0) isBehind = await table.goesOn(page.last);
    const difference = compared(here, there);
    await table.apply(difference);
    changed += Math.max(difference.add.length, difference.remove.length);
    rows += here.length;
    last = page.last;
    heard(here.length);
  }
  if (isBehind) changed += await table.removeAfter(last);
  await demandAlike(table, { name: source.name, rows, hash: all });
  return { name: source.name, rows, changed };
}

async function gathered<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** Counts and hashes what the target has now, and compares it with what was read from the source. */
async function demandAlike(
  table: PostgresTable,
  source: { name: string; rows: number; hash: Hash },
): Promise<void> {
  const found = createHash('sha256');
  let rows = 0;
  for await (const page of table.hashes(null, null)) {
    for (const { hash } of page) found.update(hash);
    rows += page.length;
  }
  if (rows === source.rows && found.digest('hex') === source.hash.digest('hex')) return;
  throw new BootError(
    `"${source.name}" has ${rows} rows in the target and ${source.rows} in the source, or they differ.`,
    'Does somebody else write to the target? End that, and run the command again.',
  );
}

function demandKey({ name, key }: TableShape): void {
  if (key.length > 0) return;
  throw new BootError(
    `The table "${name}" has no primary key, so its rows cannot be told apart.`,
    'Give it one, or move it by hand and leave it out with --skip.',
  );
}
