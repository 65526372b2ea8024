import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './file-errors.js';

/** Removes what writers left behind that were killed: files that nobody has written to for so many milliseconds. */
export async function sweep(folder: string, staleMs: number, matches = /./): Promise<void> {
  // File times are the host's, so the host's clock judges them.
  const stale = Date.now() - staleMs;
  const names = (await readdir(folder)).filter((name) => matches.test(name));
  await Promise.all(names.map((name) => removeOlder(join(folder, name), stale)));
}

async function removeOlder(file: string, than: number): Promise<void> {
  try {
    const { mtimeMs } = await stat(file);
    if (mtimeMs < than) await rm(file, { force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
