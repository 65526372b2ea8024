import { resolve } from 'node:path';
import { schemaOf, type BlobStore, type Plan } from '@aethex/core';
import { matched } from '../archive/load-archive.js';
import { moveBlobs, type MovedBlobs } from './move-blobs.js';
import { moveTable, type MovedTable } from './move-rows.js';
import { movable, openSource, type MoveSource } from './move-source.js';
import { MoveTarget } from './move-target.js';
import type { TableShape } from './rules/table-shape.js';

export interface Move {
  readonly dir: string;
  /** The configuration with the target in it. */
  readonly plan: Plan;
  readonly skip: readonly string[];
  /** Whether no server runs on the source, and none can start. */
  readonly isStill: boolean;
  /** Called once with the bytes there are, and then with those that are done. */
  readonly progress: (total: number) => (bytes: number) => void;
}

export interface Moved {
  readonly tables: readonly MovedTable[];
  /** `null` when the blobs stay where they are. */
  readonly blobs: MovedBlobs | null;
}

/**
 * Moves an installation from its data directory to Postgres, and its blobs to another store when the plan has one. What
 * the target has already is compared and left alone, so it may be killed and run again at any time.
 */
export async function moveInstallation(move: Move): Promise<Moved> {
  const source = await openSource(move.dir);
  try {
    const from = movable(source, schemaOf(move.plan), move.skip);
    const target = await MoveTarget.open(move.plan, source.id, { withBlobs: !staysAt(move) });
    try {
      return await bring(move, { source, target, from });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function bring(
  move: Move,
  { source, target, from }: { source: MoveSource; target: MoveTarget; from: readonly TableShape[] },
): Promise<Moved> {
  const pairs = matched(from, await target.tables());
  const shapes = [...pairs.values()].map(({ shape }) => shape);
  const to = staysAt(move) ? null : target.ports.blobs;
  const blobBytes = to === null ? 0 : await sizeOf(source.blobs);
  const done = move.progress(source.bytes + blobBytes);
  const all = from.reduce((sum, { name }) => sum + (source.rows.get(name) ?? 0), 0);
  const heard = (rows: number): void => done((rows / Math.max(all, 1)) * source.bytes);
  await target.loosen(shapes);
  const tables: MovedTable[] = [];
  for (const table of from) {
    const shape = pairs.get(table.name)?.shape as TableShape;
    tables.push(
      await moveTable(source.snapshot, target.ports.source, { source: table, target: shape, heard }),
    );
  }
  const blobs = to === null ? null : await moveBlobs(source.blobs, to, done);
  await target.fasten(move.isStill ? 'whole' : 'unfinished');
  await target.analyze(shapes);
  return { tables, blobs };
}

/** Whether the blobs of the target are those of the source: the same folder. */
function staysAt({ plan, dir }: Move): boolean {
  const store = plan.adapters.find(({ port }) => port.name === 'BlobStore');
  return store?.name === 'disk' && resolve(String(store.about?.['dir'])) === resolve(dir, 'blobs');
}

async function sizeOf(blobs: BlobStore): Promise<number> {
  let bytes = 0;
  for await (const { size } of blobs.list('')) bytes += size;
  return bytes;
}
