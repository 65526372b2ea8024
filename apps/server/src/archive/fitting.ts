import { BootError, type MigrationClass, type Schema } from '@aethex/core';
import { ownerOf } from '../move/catalog.js';
import type { TableShape } from '../move/rules/table-shape.js';

/** What is brought into an installation. */
export interface Brought {
  readonly manifest: {
    readonly program: string;
    readonly migrations: readonly string[];
    readonly tables: readonly TableShape[];
  };
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What of it fits, and the migrations that make room for it. */
export interface Fit {
  readonly migrations: readonly MigrationClass[];
  readonly tables: readonly TableShape[];
  /** Tables with rows that stay behind because they were to be skipped. */
  readonly leftOut: readonly string[];
}

/** Refuses what is newer than this program, or has rows of somebody who is not configured here. */
export function fit({ manifest, rows }: Brought, schema: Schema, skip: readonly string[] = []): Fit {
  const known = new Map(schema.migrations.map((one) => [nameOf(one), one]));
  const owners = new Set([...known.keys()].map(ownerOf));
  refuseNewer(manifest, { known, owners });
  const out = (table: string): boolean =>
    [...new Set(manifest.migrations.map(ownerOf))].some(
      (owner) => table.startsWith(`${owner}_`) && (skip.includes(owner) || !owners.has(owner)),
    );
  const tables = manifest.tables.filter(({ name }) => !out(name));
  const leftOut = manifest.tables
    .filter(({ name }) => out(name) && (rows[name] ?? 0) > 0)
    .map(({ name }) => name);
  refuseStrange(leftOut.filter((name) => !skip.some((owner) => name.startsWith(`${owner}_`))));
  const ran = manifest.migrations.filter((name) => !skip.includes(ownerOf(name)));
  return { migrations: ran.flatMap((name) => known.get(name) ?? []), tables, leftOut };
}

/** The name a migration has in the database. */
export const nameOf = (migration: MigrationClass): string => new migration().name ?? migration.name;

function refuseNewer(
  { migrations, program }: Brought['manifest'],
  { known, owners }: { known: ReadonlyMap<string, unknown>; owners: ReadonlySet<string> },
): void {
  const newer = migrations.filter((name) => owners.has(ownerOf(name)) && !known.has(name));
  if (newer.length === 0) return;
  throw new BootError(
    `What is to be brought here is newer than this program: it has migrations that are not known: ${newer.join(', ')}.`,
    `Use the program that wrote it, ${program}, or a newer one.`,
  );
}

function refuseStrange(tables: readonly string[]): void {
  const [first] = tables;
  if (first === undefined) return;
  const owner = first.split('_', 1)[0] ?? first;
  throw new BootError(
    `There are rows of ${tables.join(', ')}, and nothing in this configuration has such tables.`,
    owner === 'keys'
      ? 'The keys lie in the database: set AETHEX_KEYS_SECRET to the secret that closes them.'
      : `Configure what brings "${owner}", or leave its rows out with --skip ${owner}.`,
  );
}
