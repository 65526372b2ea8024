import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BlobStore, Db, Logger, Metrics, type Plan } from '@aethex/core';
import { disk } from '@aethex/local';
import type { INestApplicationContext } from '@nestjs/common';
import { dataDirOf } from './data-dir.js';
import { BlobColumns } from './blob-columns.js';
import { syncTree } from './sync-tree.js';

export interface Copied {
  readonly rows: number;
  readonly blobs: number;
  /** Blobs that rows name and the store does not have. */
  readonly missing: readonly string[];
}

/** How often the database is copied again because blobs that it names were removed meanwhile. */
const rounds = 5;

/**
 * Copies database, blobs and keys so that they fit together while a server writes. Blobs and keys are copied before the
 * database and again after it: what a row names was there before the row. The copy takes its name when it is whole.
 */
export async function copyData(
  app: INestApplicationContext,
  plan: Plan,
  { target, keys }: { target: string; keys: boolean },
): Promise<Copied> {
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}.unfinished`);
  const copyKeys = (): void => {
    if (keys) copyFiles(join(dataDirOf(plan), 'keys'), join(draft, 'keys'));
  };
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    copyKeys();
    const copied = await copyRowsAndBlobs(app, draft);
    copyKeys();
    syncTree(draft);
    renameSync(draft, target);
    syncTree(dirname(target), 0);
    return copied;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

async function copyRowsAndBlobs(app: INestApplicationContext, draft: string): Promise<Copied> {
  const from = app.get(BlobStore);
  const to = await blobsIn(join(draft, 'blobs'), app);
  const file = join(draft, 'aethex.db');
  let blobs = await copyBlobs(from, to);
  for (let round = 1; ; round += 1) {
    rmSync(file, { force: true });
    await app.get(Db).source.query('VACUUM INTO ?', [file]);
    blobs += await copyBlobs(from, to);
    const { rows, missing } = await new BlobColumns(app.get(Db).source).compare(file, to);
    if (missing.length === 0 || round === rounds) return { rows, blobs, missing };
  }
}

/** Copies what is not there yet; what is removed meanwhile is left out. Returns how many it copied. */
async function copyBlobs(from: BlobStore, to: BlobStore): Promise<number> {
  let copied = 0;
  for await (const { key } of from.list('')) {
    if (await to.stat(key)) continue;
    const blob = await from.get(key);
    if (!blob) continue;
    await to.put(key, blob.body, blob.info.type === null ? {} : { type: blob.info.type });
    copied += 1;
  }
  return copied;
}

async function blobsIn(dir: string, app: INestApplicationContext): Promise<BlobStore> {
  return disk({ dir }).create({
    get: () => {
      throw new TypeError('Blobs on a disk need no other port.');
    },
    log: app.get(Logger),
    metrics: app.get(Metrics),
    share: (_, make) => make(),
    onClose: () => undefined,
  });
}

/** Copies the files of a folder that are not there yet; one that is removed meanwhile is left out. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(from).filter((one) => !one.startsWith('.') && !existsSync(join(to, one)))) {
    try {
      copyFileSync(join(from, name), join(to, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
