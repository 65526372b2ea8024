import { open } from 'node:fs/promises';
import { openToOthers, unreadable } from './key-errors.js';
import { readKeyText, type RingKey } from './key-text.js';

/** Reads a key file. Fails with a `BootError` when it is open to others, empty or not what this server writes. */
export async function readKeyFile(path: string): Promise<RingKey> {
  const text = await readPrivately(path);
  if (text.trim() === '') throw unreadable(path, 'is empty');
  const key = readKeyText(text);
  if (!key) throw unreadable(path, 'cannot be understood');
  return key;
}

/** The text of a file that only its owner may read. */
export async function readPrivately(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { mode } = await handle.stat();
    if (isOpen(mode, 0o077)) throw openToOthers(path, mode, '600');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Whether one of these rights is given. Windows keeps rights in another way and shows the same bits for all. */
export const isOpen = (mode: number, rights: number): boolean =>
  process.platform !== 'win32' && (mode & rights) !== 0;
