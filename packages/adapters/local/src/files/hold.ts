import { join, resolve } from 'node:path';
import Libsql from 'libsql';
import { makeFolder } from './durable.js';
import { folderError, hasCode } from './file-errors.js';

/**
 * Holds a folder for one server, making it where there is none, and returns how to let go of it; `null` when another
 * server holds it. The lock is SQLite's own, on a file in the folder, so that it ends with its process however that
 * ends. Fails with a `BootError` when the folder cannot be used.
 */
export async function holdFolder(dir: string): Promise<(() => void) | null> {
  const folder = resolve(dir);
  const lock = await openLock(folder).catch((error: unknown) => {
    throw folderError(folder, error, '--data');
  });
  try {
    // Nothing is ever written to it, and a journal on the disk would need room that a full disk does not have.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return () => letGo(lock);
  } catch (error) {
    lock.close();
    if (hasCode(error, 'SQLITE_BUSY')) return null;
    throw folderError(folder, error, '--data');
  }
}

/** Closing alone is not enough: libsql keeps the file open until the garbage is collected. */
function letGo(lock: InstanceType<typeof Libsql>): void {
  lock.exec('ROLLBACK');
  lock.close();
}

async function openLock(folder: string): Promise<InstanceType<typeof Libsql>> {
  await makeFolder(folder);
  return new Libsql(join(folder, 'server.lock'));
}
