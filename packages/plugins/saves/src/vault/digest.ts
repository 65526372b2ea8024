import { hash, webcrypto } from 'node:crypto';

/** From this size on hashing and ciphering leave the main thread, where they would make everybody wait. */
export const largeBytes = 256 * 1024;

/** Lower-case hexadecimal SHA-256. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  if (bytes.length < largeBytes) return hash('sha256', bytes, 'hex');
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
