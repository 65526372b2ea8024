import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BootError, coreIdentity, type BlobStore, type Schema } from '@aethex/core';
import { DiskBlobs, lookInto } from '@aethex/local';
import { fit, nameOf } from '../archive/fitting.js';
import { readKeys } from '../data/key-files.js';
import { ownerOf, type Ask, type Catalog } from './catalog.js';
import type { TableShape } from './rules/table-shape.js';
import { Snapshot } from './snapshot.js';

/** An installation in a data directory, opened to be read and nothing else. */
export interface MoveSource {
  /** What tells it from any other. */
  readonly id: string;
  readonly snapshot: Snapshot;
  readonly catalog: Catalog;
  /** Rows of each table. */
  readonly rows: ReadonlyMap<string, number>;
  /** Bytes of the database. */
  readonly bytes: number;
  readonly blobs: BlobStore;
  close(): Promise<void>;
}

/** Opens the database and the blobs of a data directory as they are at this moment. */
export async function openSource(dir: string): Promise<MoveSource> {
  const file = demandFile(dir);
  const look = lookInto(file);
  const ask: Ask = async (sql, values = []) => look.ask(sql, values);
  const snapshot = await Snapshot.over(ask, 'sqlite', () => look.close());
  const catalog = await snapshot.catalog();
  const rows = new Map<string, number>();
  for (const table of catalog.tables) rows.set(table.name, await snapshot.count(table));
  return {
    id: identity(dir, file),
    snapshot,
    catalog,
    rows,
    bytes: statSync(file).size,
    blobs: new DiskBlobs(join(dir, 'blobs')),
    close: () => snapshot.end(),
  };
}

/** The database of a data directory, which must be there. */
export function demandFile(dir: string): string {
  const file = join(dir, 'aethex.db');
  if (existsSync(file)) return file;
  throw new BootError(`There is no database in ${dir}.`, 'Check the folder after --data.');
}

/** The tables that are moved. Refuses a source that is older or newer than this program, or holds what nobody here knows. */
export function movable(
  { catalog, rows }: Pick<MoveSource, 'catalog' | 'rows'>,
  schema: Schema,
  skip: readonly string[],
): readonly TableShape[] {
  const owners = new Set(catalog.migrations.map(ownerOf));
  const pending = schema.migrations
    .map(nameOf)
    .filter((name) => owners.has(ownerOf(name)) && !catalog.migrations.includes(name));
  if (pending.length > 0)
    throw new BootError(
      `The old database lacks ${pending.length} migrations of this program: ${pending.join(', ')}.`,
      'Run `aethex migrate up` on it, or start the server on it once, and run this again.',
    );
  const manifest = { ...catalog, program: coreIdentity.version };
  const { tables } = fit({ manifest, rows: Object.fromEntries(rows) }, schema, skip);
  return tables;
}

/** The id of the first key there ever was, which moves with the folder; else the place of the file. */
function identity(dir: string, file: string): string {
  const [first] = [...readKeys(join(dir, 'keys'))].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const { id } = (first ? JSON.parse(first[1].toString()) : {}) as { id?: string };
  return id === undefined ? realpathSync(file) : `installation ${id}`;
}
