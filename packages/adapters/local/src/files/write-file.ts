import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { privateFile, syncFolder } from './durable.js';
import { hasCode } from './file-errors.js';

type Place = (draft: string, path: string) => Promise<void>;

/** The names of files that are being written. */
export const draftName = /^\.[0-9a-f-]{36}\.draft$/;

/** Writes a private file durably. It appears whole or not at all. */
export const writeFileWhole = (path: string, bytes: Uint8Array): Promise<void> => write(path, bytes, rename);

/** Writes a private file durably unless there is one, and says whether it did. Of many that race one wins. */
export async function writeFileOnce(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await write(path, bytes, link);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function write(path: string, bytes: Uint8Array, place: Place): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.draft`);
  try {
    await writeDraft(draft, bytes);
    await place(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
}

async function writeDraft(draft: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(draft, 'wx', privateFile);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
