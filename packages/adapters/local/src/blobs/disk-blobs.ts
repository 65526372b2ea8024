import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  BlobStore,
  checkBlobKey,
  checkBlobType,
  checkRange,
  type BlobInfo,
  type ByteRange,
} from '@aethex/core';
import { makeFolder, privateFolder, syncFolders, syncRemoval } from '../files/durable.js';
import { fileError, hasCode } from '../files/file-errors.js';
import { sweep } from '../files/sweep.js';
import { BlobFile, writeBlobFile } from './blob-file.js';
import { fileMark, walkKeys } from './walk-keys.js';

/** Milliseconds without a written byte after which a half-written file has no writer any more. */
const staleMs = 60 * 60 * 1000;
/** How often a put makes its folder again that deletes keep removing. */
const patience = 100;

/** Blobs as files. A new one is written beside the others, made durable, and takes its place in one step. */
export class DiskBlobs extends BlobStore {
  private readonly drafts: string;

  constructor(private readonly root: string) {
    super();
    this.drafts = join(root, `drafts${fileMark}`);
  }

  /** Makes the folders and removes what writers left behind that were killed. */
  async open(): Promise<void> {
    await makeFolder(this.drafts);
    await sweep(this.drafts, staleMs);
  }

  async put(key: string, body: Uint8Array | Readable, about: { type?: string } = {}): Promise<BlobInfo> {
    const draft = join(this.drafts, randomUUID());
    try {
      checkBlobKey(key);
      checkBlobType(about.type);
      const info = await writeBlobFile(draft, body, about.type);
      await this.place(draft, this.fileOf(key));
      return { key, ...info };
    } catch (error) {
      if (body instanceof Readable) body.destroy();
      // What cannot be removed now is removed when the store is opened again.
      await rm(draft, { force: true }).catch(() => undefined);
      throw fileError(error);
    }
  }

  async get(key: string, range?: ByteRange): Promise<{ info: BlobInfo; body: Readable } | null> {
    checkBlobKey(key);
    checkRange(range);
    const file = await BlobFile.open(this.fileOf(key), key);
    return file && { info: file.info, body: await file.read(range) };
  }

  async stat(key: string): Promise<BlobInfo | null> {
    checkBlobKey(key);
    const file = await BlobFile.open(this.fileOf(key), key);
    await file?.close();
    return file?.info ?? null;
  }

  async delete(key: string): Promise<void> {
    checkBlobKey(key);
    const file = this.fileOf(key);
    try {
      await unlink(file);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return;
      throw error;
    }
    await syncRemoval(dirname(file), this.root);
    await this.prune(dirname(file));
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    for await (const key of walkKeys(this.root, prefix)) {
      const info = await this.stat(key);
      if (info) yield info;
    }
  }

  async link(key: string): Promise<null> {
    checkBlobKey(key);
    return null;
  }

  private fileOf(key: string): string {
    return join(this.root, key + fileMark);
  }

  private async place(draft: string, file: string): Promise<void> {
    const folder = dirname(file);
    for (let tries = 1; ; tries++) {
      try {
        await mkdir(folder, { recursive: true, mode: privateFolder });
        await rename(draft, file);
        return await syncFolders(folder, this.root);
      } catch (error) {
        // A delete may have removed the folder it emptied between the two steps.
        if (!hasCode(error, 'ENOENT') || tries === patience) throw error;
      }
    }
  }

  private async prune(folder: string): Promise<void> {
    try {
      for (let at = folder; at !== this.root; at = dirname(at)) await rmdir(at);
    } catch {
      // It is not empty, or somebody else is removing it.
    }
  }
}
