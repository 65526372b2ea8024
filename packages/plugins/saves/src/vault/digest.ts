import { hash, webcrypto } from 'node:crypto';

/** From this size on hashing and ciphering leave the main thread, where they would make everybody wait. */
export const largeBytes = 256 * 1024;

/** Lower-case hexadecimal SHA-256; of few bytes at once, of many later. */
export function sha256(bytes: Uint8Array): string | Promise<string> {
  return bytes.length < largeBytes ? hash('sha256', bytes, 'hex') : sha256Later(bytes);
}

async function sha256Later(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
