import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BootError } from '@aethex/core';
import { syncTree } from '../data/sync-tree.js';

/** Refuses a target that is there already. */
export function demandFree(target: string): void {
  if (!existsSync(target)) return;
  throw new BootError(`${target} exists already.`, 'Name one that does not; a backup overwrites nothing.');
}

/** Writes a private file that appears whole and durable, or not at all. */
export async function writeWhole(target: string, from: Readable): Promise<void> {
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}.unfinished`);
  try {
    await pipeline(from, createWriteStream(draft, { flags: 'wx', mode: 0o600 }));
    await synced(draft);
    demandFree(target);
    await rename(draft, target);
    syncTree(dirname(target), 0);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
