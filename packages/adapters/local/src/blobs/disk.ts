import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { adapter, BlobStore, type Adapter, type Finding } from '@aethex/core';
import { z } from 'zod';
import { folderError } from '../files/file-errors.js';
import { DiskBlobs } from './disk-blobs.js';

const DiskOptions = z.strictObject({
  /** The folder the blobs lie in. */
  dir: z.string().min(1),
});

export type DiskOptions = z.input<typeof DiskOptions>;

/** Blobs in a folder: durable, seen by every process of this host. */
export function disk(options: DiskOptions): Adapter<BlobStore> {
  const dir = resolve(DiskOptions.parse(options).dir);
  return adapter<BlobStore>({
    port: BlobStore,
    name: 'disk',
    reach: 'host',
    about: { dir },
    // A put lasts as long as its body does, and a disk that hangs cannot be told to stop.
    timeoutMs: 0,
    create: async () => {
      const blobs = new DiskBlobs(dir);
      await blobs.open().catch((error: unknown) => {
        throw folderError(dir, error, 'disk({ dir })');
      });
      return blobs;
    },
    check: async (blobs) => [await tryOut(blobs, dir)],
  });
}

async function tryOut(blobs: BlobStore, dir: string): Promise<Finding> {
  const what = `Blobs can be written, read and deleted in "${dir}"`;
  const key = `doctor/${randomUUID()}`;
  try {
    await blobs.put(key, Buffer.from(key));
    const found = await blobs.get(key);
    const same = found !== null && (await buffer(found.body)).toString() === key;
    await blobs.delete(key);
    return same ? { what, ok: true } : { what, ok: false, fix: 'Check the disk: it gave back other bytes.' };
  } catch (error) {
    return {
      what,
      ok: false,
      fix: `Make the folder writable and its disk have room: ${(error as Error).message.replace(/\.$/, '')}.`,
    };
  }
}
