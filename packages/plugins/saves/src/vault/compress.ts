import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync, type ZlibOptions } from 'node:zlib';
import { Damaged } from './damaged.js';

/** From this size on compression leaves the main thread. */
const largeBytes = 8 * 1024;
/** What compression must save to be worth opening again on every read. */
const leastGain = 0.1;

const gzipLater = promisify(gzip);
const gunzipLater = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

/** The bytes gzipped, or `null` when that would not save a tenth. Each content by itself: no dictionary is shared. */
export async function compressed(bytes: Uint8Array): Promise<Buffer | null> {
  const smaller = bytes.length < largeBytes ? gzipSync(bytes) : await gzipLater(bytes);
  return smaller.length <= bytes.length * (1 - leastGain) ? smaller : null;
}

/** What was compressed. It is never more than `size` bytes: whatever claims to be is `Damaged`. */
export async function decompressed(bytes: Uint8Array, size: number): Promise<Buffer> {
  const options = { maxOutputLength: Math.max(size, 1) };
  try {
    return size < largeBytes ? gunzipSync(bytes, options) : await gunzipLater(bytes, options);
  } catch (error) {
    throw new Damaged('cannot be decompressed', error);
  }
}
