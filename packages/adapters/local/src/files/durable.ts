import { mkdir, open } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { hasCode } from './file-errors.js';

/** What the server keeps is read by nobody but its own user. */
export const privateFolder = 0o700;
export const privateFile = 0o600;

/** Makes a folder and those above it; they are there after a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: privateFolder });
  if (first !== undefined) await syncFolders(folder, dirname(first));
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no fsync for folders: NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names durable in a folder and in those above it up to `root`. */
export async function syncFolders(folder: string, root: string): Promise<void> {
  const steps = relative(root, folder).split(sep).filter(Boolean).length;
  const chain = [folder];
  for (let step = 0; step < steps; step++) chain.push(dirname(chain[step] as string));
  // A folder that is gone was removed with everything in it, so nothing of it needs to last.
  await Promise.all(chain.map(syncIfThere));
}

/** Makes durable that a name was removed from a folder, which may itself have been removed since. */
export async function syncRemoval(folder: string, root: string): Promise<void> {
  for (let at = folder; !(await syncIfThere(at)) && at !== root; at = dirname(at));
}

async function syncIfThere(folder: string): Promise<boolean> {
  try {
    await syncFolder(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
