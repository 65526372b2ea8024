import { createCipheriv, createDecipheriv, randomBytes, webcrypto } from 'node:crypto';
import { Damaged } from './damaged.js';
import { largeBytes } from './digest.js';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** Bytes that closing adds. */
export const closedOverhead = nonceLength + tagLength;

/** A new 256-bit key, for one content only. */
export const newContentKey = (): Buffer => randomBytes(32);

/** Closes bytes with AES-256-GCM under a random nonce: nonce, ciphertext, tag. They open only for the same `boundTo`. */
export async function close(key: Uint8Array, bytes: Uint8Array, boundTo: Uint8Array): Promise<Buffer> {
  const nonce = randomBytes(nonceLength);
  if (bytes.length >= largeBytes) {
    const closed = await webcrypto.subtle.encrypt(gcm(nonce, boundTo), await imported(key, 'encrypt'), bytes);
    return Buffer.concat([nonce, new Uint8Array(closed)]);
  }
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(boundTo);
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens what `close` has closed: few bytes at once, many later. Fails with `Damaged` when one bit of it or of `boundTo`
 * differs.
 */
export function open(key: Uint8Array, closed: Uint8Array, boundTo: Uint8Array): Buffer | Promise<Buffer> {
  if (closed.length < closedOverhead) throw new Damaged('is cut off');
  return closed.length < largeBytes ? openNow(key, closed, boundTo) : openLater(key, closed, boundTo);
}

function openNow(key: Uint8Array, closed: Uint8Array, boundTo: Uint8Array): Buffer {
  const end = closed.length - tagLength;
  try {
    const decipher = createDecipheriv(algorithm, key, closed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(boundTo);
    decipher.setAuthTag(closed.subarray(end));
    const bytes = decipher.update(closed.subarray(nonceLength, end));
    decipher.final();
    return bytes;
  } catch (error) {
    throw unsealed(error);
  }
}

async function openLater(key: Uint8Array, closed: Uint8Array, boundTo: Uint8Array): Promise<Buffer> {
  const how = gcm(closed.subarray(0, nonceLength), boundTo);
  try {
    const rest = closed.subarray(nonceLength);
    return Buffer.from(await webcrypto.subtle.decrypt(how, await imported(key, 'decrypt'), rest));
  } catch (error) {
    throw unsealed(error);
  }
}

const unsealed = (cause: unknown): Damaged => new Damaged('does not fit its seal', cause);

const gcm = (iv: Uint8Array, additionalData: Uint8Array): webcrypto.AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData,
  tagLength: tagLength * 8,
});

const imported = (key: Uint8Array, usage: 'encrypt' | 'decrypt'): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, [usage]);
