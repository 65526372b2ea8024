import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyInfo } from '@aethex/core';
import { makeFolder, syncFolder } from '../files/durable.js';
import { hasCode } from '../files/file-errors.js';
import { sweep } from '../files/sweep.js';
import { draftName, writeFileOnce } from '../files/write-file.js';
import { openToOthers } from './key-errors.js';
import { isOpen, readKeyFile, readPrivately } from './key-file.js';
import type { KeyStore } from './key-store.js';
import { newKeyText, type RingKey } from './key-text.js';

const keyName = /^(\d{4,})\.json$/;
/** Milliseconds after which a draft has no writer any more. */
const staleMs = 60_000;

/**
 * A folder with one file for each key, numbered in the order they were made. Files are only added and removed, never
 * changed, and a number is taken by whoever is first: so no process can undo what another one has done.
 */
export class KeyFolder implements KeyStore {
  private known = new Map<string, RingKey>();

  constructor(private readonly dir: string) {}

  async open(): Promise<void> {
    await makeFolder(this.dir);
    const { mode } = await stat(this.dir);
    if (isOpen(mode, 0o022)) throw openToOthers(this.dir, mode, '700');
  }

  /** All keys, the newest first. Files that are known are not read again. */
  async read(): Promise<readonly RingKey[]> {
    const found = new Map<string, RingKey>();
    for (const name of await this.names()) {
      const key = this.known.get(name) ?? (await this.readNew(name));
      if (key) found.set(name, key);
    }
    this.known = found;
    return [...found.values()];
  }

  /** Adds a key after the newest that `read` has found. Another process may be first, and then nothing is added. */
  async add(use: KeyInfo['use'], createdAt: Date): Promise<boolean> {
    const [newest = '0'] = this.known.keys();
    const name = `${String(Number.parseInt(newest, 10) + 1).padStart(4, '0')}.json`;
    return writeFileOnce(join(this.dir, name), newKeyText(use, createdAt));
  }

  async remove(id: string): Promise<void> {
    // A writer that was killed may have left a second name for the same file.
    await sweep(this.dir, staleMs, draftName);
    for (const [name, key] of this.known) if (key.id === id) await this.unlink(name);
    await syncFolder(this.dir);
  }

  /** The texts of all keys, the oldest first; none where there is no folder. */
  async texts(): Promise<readonly string[]> {
    try {
      await this.read();
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
    const names = [...this.known.keys()].toReversed();
    return Promise.all(names.map((name) => readPrivately(join(this.dir, name))));
  }

  private async names(): Promise<string[]> {
    const names = (await readdir(this.dir)).filter((name) => keyName.test(name));
    return names.toSorted((one, other) => Number.parseInt(other, 10) - Number.parseInt(one, 10));
  }

  private async readNew(name: string): Promise<RingKey | null> {
    try {
      return await readKeyFile(join(this.dir, name));
    } catch (error) {
      // Another process has just retired it.
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  private async unlink(name: string): Promise<void> {
    try {
      await unlink(join(this.dir, name));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
}
