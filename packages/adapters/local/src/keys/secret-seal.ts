import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;
/** RFC 7914 with the parameters Node takes by default: what a guess at a poor secret costs. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** Closes bytes by a secret in words: AES-256-GCM, its key from the secret by scrypt. */
export class SecretSeal {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = scryptSync(secret, 'aethex key ring', 32, cost);
  }

  /** Nonce, ciphertext and tag; they open only at the place they were closed for. */
  close(bytes: Uint8Array, place: string): Buffer {
    const nonce = randomBytes(nonceLength);
    const closing = createCipheriv(cipher, this.key, nonce, { authTagLength: tagLength });
    closing.setAAD(Buffer.from(place));
    return Buffer.concat([nonce, closing.update(bytes), closing.final(), closing.getAuthTag()]);
  }

  /** The bytes, or `null` when another secret closed them or they were changed. */
  open(sealed: Uint8Array, place: string): Buffer | null {
    if (sealed.length < nonceLength + tagLength) return null;
    const opening = createDecipheriv(cipher, this.key, sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    opening.setAAD(Buffer.from(place));
    opening.setAuthTag(sealed.subarray(-tagLength));
    try {
      return Buffer.concat([opening.update(sealed.subarray(nonceLength, -tagLength)), opening.final()]);
    } catch {
      return null;
    }
  }
}
