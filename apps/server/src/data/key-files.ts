import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyRing, type Plan, type Port } from '@aethex/core';
import { dataDirOf } from './data-dir.js';
import { syncTree } from './sync-tree.js';

/** Key files by their names. */
export type KeyFiles = ReadonlyMap<string, Buffer>;

/** Where the key ring of a plan keeps its files; `null` when its keys are rows or elsewhere. */
export function keyFolderOf({ adapters }: Plan): string | null {
  const ring = adapters.find(({ port }) => port === (KeyRing as Port));
  const dir = ring?.name === 'file' ? ring.about?.['dir'] : undefined;
  return typeof dir === 'string' ? dir : null;
}

/** Where key files are put for a plan: the folder of its ring, or the one that a ring in the database takes them over from. */
export const keyPlaceOf = (plan: Plan): string => keyFolderOf(plan) ?? join(dataDirOf(plan), 'keys');

/** The keys in a folder; none where there is no folder. One that is removed meanwhile is left out. */
export function readKeys(folder: string): KeyFiles {
  const found = new Map<string, Buffer>();
  for (const name of namesIn(folder).filter((one) => one.endsWith('.json') && !one.startsWith('.'))) {
    const bytes = unlessGone(() => readFileSync(join(folder, name)));
    if (bytes) found.set(name, bytes);
  }
  return found;
}

/** Puts keys into a folder. What was in it is kept in another one beside it, whose path is returned. */
export function placeKeys(folder: string, keys: KeyFiles): string | null {
  const before = readKeys(folder);
  const same = [...before].every(([name, bytes]) => keys.get(name)?.equals(bytes));
  const aside = same ? null : `${folder}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  if (aside !== null) renameSync(folder, aside);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of keys) writeFileSync(join(folder, name), bytes, { mode: 0o600 });
  syncTree(folder);
  return aside;
}

const namesIn = (folder: string): string[] => unlessGone(() => readdirSync(folder)) ?? [];

function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
