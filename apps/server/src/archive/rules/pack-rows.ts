import { promisify } from 'node:util';
import { gunzip, gzip, gzipSync } from 'node:zlib';

const level = 1;
/** Bytes that are tried first, and the share of them that must be saved for the rest to be worth the time. */
const sample = 64 * 1024;
const worth = 0.9;

/** Compresses bytes when they shrink: what is closed or compressed already does not. */
export async function packed(bytes: Buffer): Promise<Buffer | null> {
  const head = bytes.subarray(0, sample);
  if (gzipSync(head, { level }).length > head.length * worth) return null;
  return promisify(gzip)(bytes, { level });
}

/** Fails when the bytes are damaged, or more than so many. */
export const unpacked = (bytes: Buffer, most: number): Promise<Buffer> =>
  promisify(gunzip)(bytes, { maxOutputLength: most });
