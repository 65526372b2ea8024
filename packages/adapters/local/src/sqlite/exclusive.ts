import { setTimeout as sleep } from 'node:timers/promises';
import { BootError } from '@aethex/core';
import Libsql from 'libsql';

/** Milliseconds between tries, and until giving up. */
const retryEvery = 50;
const patience = 60_000;

/**
 * Runs the work while no other process does work of the same name on the same database. The lock is SQLite's own, on
 * a file beside the database, so that it ends with the process that holds it.
 */
export async function exclusively<T>(file: string, name: string, work: () => Promise<T>): Promise<T> {
  const lock = new Libsql(`${file}.${name}.lock`);
  try {
    await take(lock, name);
    return await work();
  } finally {
    // Closing alone is not enough: libsql keeps the file open until the garbage is collected.
    if (lock.inTransaction) lock.exec('ROLLBACK');
    lock.close();
  }
}

async function take(lock: InstanceType<typeof Libsql>, name: string): Promise<void> {
  for (const deadline = performance.now() + patience; ; await sleep(retryEvery)) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return;
    } catch (error) {
      if (!/^SQLITE_BUSY/.test(String((error as { code?: unknown }).code))) throw error;
      if (performance.now() > deadline) {
        throw new BootError(
          `Another process has been busy with "${name}" for a minute.`,
          'Wait for it, or end it.',
          { cause: error },
        );
      }
    }
  }
}
