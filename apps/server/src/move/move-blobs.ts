import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { BootError, type BlobInfo, type BlobStore } from '@aethex/core';
import { Lane } from './rules/lane.js';

/** Blobs that are on their way at a time. */
const many = 8;

export interface MovedBlobs {
  readonly blobs: number;
  readonly bytes: number;
  /** How many were not there yet, or were other ones. */
  readonly changed: number;
}

/**
 * Makes one store like another. Each blob is read back from its new place and compared by SHA-256, whether it was put
 * now or by an earlier run. One that is removed from the source meanwhile is left out.
 */
export async function moveBlobs(
  from: BlobStore,
  to: BlobStore,
  heard: (bytes: number) => void,
): Promise<MovedBlobs> {
  const lane = new Lane(many);
  const there = to.list('')[Symbol.asyncIterator]();
  let [blobs, bytes, changed] = [0, 0, 0];
  let next = await there.next();
  for await (const blob of from.list('')) {
    for (; !next.done && isBefore(next.value.key, blob.key); next = await there.next()) {
      await to.delete(next.value.key);
      changed += 1;
    }
    const found = !next.done && next.value.key === blob.key ? next.value : null;
    if (found) next = await there.next();
    await lane.add(async () => {
      const done = await moveBlob(from, to, { blob, found });
      if (!done) return;
      blobs += 1;
      bytes += done.size;
      changed += done.changed ? 1 : 0;
      heard(done.size);
    });
  }
  await lane.end();
  for (; !next.done; next = await there.next(), changed += 1) await to.delete(next.value.key);
  return { blobs, bytes, changed };
}

/** Puts a blob unless it is there already. `null` when it is gone. */
async function moveBlob(
  from: BlobStore,
  to: BlobStore,
  { blob, found }: { blob: BlobInfo; found: BlobInfo | null },
): Promise<{ size: number; changed: boolean } | null> {
  const { key, size } = blob;
  if (found?.size === size) {
    const here = await digest(from, key);
    if (here === null) return null;
    if (here === (await digest(to, key))) return { size, changed: false };
  }
  const opened = await from.get(key);
  if (!opened) return null;
  const hash = createHash('sha256');
  const { type } = opened.info;
  await to.put(
    key,
    Readable.from(through(opened.body, hash), { objectMode: false }),
    type === null ? {} : { type },
  );
  if ((await digest(to, key)) === hash.digest('hex')) return { size: opened.info.size, changed: true };
  throw new BootError(
    `The blob "${key}" came back from the target with other bytes.`,
    'Check the target with `aethex doctor`, and run the command again.',
  );
}

async function digest(blobs: BlobStore, key: string): Promise<string | null> {
  const blob = await blobs.get(key);
  if (!blob) return null;
  const hash = createHash('sha256');
  for await (const bytes of blob.body) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

async function* through(body: Readable, hash: Hash): AsyncGenerator<Buffer> {
  for await (const bytes of body) {
    hash.update(bytes as Buffer);
    yield bytes as Buffer;
  }
}

const isBefore = (one: string, other: string): boolean =>
  Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
