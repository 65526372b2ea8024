import { BootError, coreIdentity, type Plan } from '@aethex/core';
import type { DataSource } from 'typeorm';
import { keyFolderOf, readKeys } from '../data/key-files.js';
import type { OpenPorts } from '../move/open-ports.js';
import { Snapshot } from '../move/snapshot.js';
import type { ArchiveWriter } from './archive-writer.js';
import { BlobShelf } from './blob-shelf.js';
import { formatVersion, names, type Closing, type Manifest } from './format.js';
import { RowReading } from './row-reading.js';

/** How often the tables are read again because blobs that they name were removed meanwhile. */
const mostReadings = 5;
/** Missing blobs that are named. */
const mostNamed = 100;

export type Counts = Omit<Closing, 'entries' | 'sha256'>;
type RowCounts = Pick<Counts, 'reading' | 'rows' | 'missing'>;

/**
 * Writes database, blobs and keys as of one moment. Blobs are taken before the tables and again after them: what a row
 * names was there before the row. When one is gone by then the tables are read again; the last reading counts.
 */
export async function writeArchive(
  { source, blobs }: OpenPorts,
  plan: Plan,
  { writer, keys }: { writer: ArchiveWriter; keys: boolean },
): Promise<Counts> {
  const folder = keys ? keyFolderOf(plan) : null;
  const files = new Map(folder === null ? [] : readKeys(folder));
  const manifest = await manifestOf(source);
  await writer.add(names.manifest, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  const shelf = new BlobShelf(blobs, writer);
  await shelf.addAll();
  const counts = await readRows(source, manifest, { writer, shelf });
  // A key that was made meanwhile may close a row; one that was destroyed meanwhile is still needed by one.
  if (folder !== null) for (const [name, bytes] of readKeys(folder)) files.set(name, bytes);
  for (const [name, bytes] of files) await writer.add(names.keys + name, bytes);
  const all = { ...counts, blobs: shelf.count, blob_bytes: shelf.bytes, keys: files.size };
  await writer.close(all);
  return all;
}

async function readRows(
  source: DataSource,
  manifest: Manifest,
  { writer, shelf }: { writer: ArchiveWriter; shelf: BlobShelf },
): Promise<RowCounts> {
  for (let reading = 1; ; reading += 1) {
    const rows = new RowReading(writer, reading, (key) => shelf.has(key));
    await withSnapshot(source, async (snapshot) => {
      demandSame(manifest, await snapshot.catalog());
      for (const table of manifest.tables) await rows.add(snapshot, table);
    });
    const missing = await shelf.addNamed(rows.wanted);
    if (missing.length === 0 || reading === mostReadings)
      return {
        reading,
        rows: rows.rows,
        missing: { count: missing.length, first: missing.slice(0, mostNamed) },
      };
  }
}

async function manifestOf(source: DataSource): Promise<Manifest> {
  const { migrations, tables } = await withSnapshot(source, (snapshot) => snapshot.catalog());
  return {
    format: 'aethex-archive',
    version: formatVersion,
    program: coreIdentity.version,
    created_at: new Date().toISOString(),
    engine: source.options.type === 'postgres' ? 'postgres' : 'sqlite',
    migrations: [...migrations],
    tables: tables.map((table) => ({
      ...table,
      columns: [...table.columns],
      key: [...table.key],
      references: [...table.references],
    })),
  };
}

async function withSnapshot<T>(source: DataSource, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const snapshot = await Snapshot.of(source);
  try {
    return await work(snapshot);
  } finally {
    await snapshot.end();
  }
}

function demandSame(manifest: Manifest, { migrations }: { migrations: readonly string[] }): void {
  if (migrations.join() === manifest.migrations.join()) return;
  throw new BootError('The tables were migrated during the backup.', 'Run it again.');
}
