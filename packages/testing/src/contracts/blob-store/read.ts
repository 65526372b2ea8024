import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobInfo, BlobStore, ByteRange } from '@aethex/core';
import type { Promised } from '../suite.js';
import type { Stage } from '../../harness/stage.js';

export type BlobPromise = Promised<Stage<BlobStore>>;

/** The bytes under a key, or `null`. */
export async function read(blobs: BlobStore, key: string, range?: ByteRange): Promise<Buffer | null> {
  const found = await blobs.get(key, range);
  return found && buffer(found.body);
}

/** The bytes under a key as text, or `null`. */
export async function readText(blobs: BlobStore, key: string, range?: ByteRange): Promise<string | null> {
  const bytes = await read(blobs, key, range);
  return bytes && bytes.toString('latin1');
}

export async function keysOf(list: AsyncIterable<BlobInfo>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of list) keys.push(key);
  return keys;
}

/** A body that gives some bytes and then fails. */
export function brokenBody(begin: string): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.from(begin);
      throw new Error('the sender went away');
    })(),
    { objectMode: false },
  );
}
