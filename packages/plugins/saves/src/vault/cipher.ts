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

/** Opens what `close` has closed. Fails with `Damaged` when one bit of it or of `boundTo` differs. */
export async function open(key: Uint8Array, closed: Uint8Array, boundTo: Uint8Array): Promise<Buffer> {
  if (closed.length < closedOverhead) throw new Damaged('is cut off');
  const nonce = closed.subarray(0, nonceLength);
  try {
    return closed.length >= largeBytes
      ? await openLarge(key, closed, gcm(nonce, boundTo))
      : openSmall(key, closed, boundTo);
  } catch (error) {
    throw new Damaged('does not fit its seal', error);
  }
}

function openSmall(key: Uint8Array, closed: Uint8Array, boundTo: Uint8Array): Buffer {
  const end = closed.length - tagLength;
  const decipher = createDecipheriv(algorithm, key, closed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(boundTo);
  decipher.setAuthTag(closed.subarray(end));
  const bytes = decipher.update(closed.subarray(nonceLength, end));
  decipher.final();
  return bytes;
}

async function openLarge(key: Uint8Array, closed: Uint8Array, how: webcrypto.AesGcmParams): Promise<Buffer> {
  const bytes = await webcrypto.subtle.decrypt(
    how,
    await imported(key, 'decrypt'),
    closed.subarray(nonceLength),
  );
  return Buffer.from(bytes);
}

const gcm = (iv: Uint8Array, additionalData: Uint8Array): webcrypto.AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData,
  tagLength: tagLength * 8,
});

const imported = (key: Uint8Array, usage: 'encrypt' | 'decrypt'): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, [usage]);
