import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isBlobKey, isKeyPart } from '@aethex/core';
import { hasCode } from '../files/file-errors.js';

/** Ends the name of a blob's file: no key has it, so the blobs `a` and `a/b` have room beside each other. */
export const fileMark = '@';

/** Yields the keys under a prefix in byte order, reading one folder after the other. */
export async function* walkKeys(root: string, prefix: string): AsyncGenerator<string> {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (base === '' || isBlobKey(base.slice(0, -1))) yield* keysIn(root, base, prefix);
}

async function* keysIn(root: string, base: string, prefix: string): AsyncGenerator<string> {
  for (const name of await namesIn(join(root, base))) {
    const key = base + name;
    if (!key.startsWith(prefix)) continue;
    if (name.endsWith('/')) yield* keysIn(root, key, prefix);
    else yield key;
  }
}

/** What a folder adds to keys, folders with their `/`: sorted like this, the walk meets keys in byte order. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap(nameOf).toSorted(inByteOrder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function nameOf(entry: Dirent): string[] {
  const isBlob = entry.isFile() && entry.name.endsWith(fileMark);
  const part = isBlob ? entry.name.slice(0, -fileMark.length) : entry.name;
  if (!isKeyPart(part)) return [];
  if (isBlob) return [part];
  return entry.isDirectory() ? [`${part}/`] : [];
}

/** Keys are ASCII, so the order of their characters is that of their bytes. */
export const inByteOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
