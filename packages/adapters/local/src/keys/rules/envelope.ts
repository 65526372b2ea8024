/**
 * An envelope: one version byte, the length of the key's id in one byte, the id in ASCII, 12 bytes of nonce, the
 * ciphertext, 16 bytes of tag.
 */
export interface Envelope {
  readonly keyId: string;
  /** Version and key id, as they stand. */
  readonly header: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

const version = 1;
export const nonceLength = 12;
export const tagLength = 16;

/** What a key's id may look like. */
export const keyIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** The first bytes of an envelope. */
export const envelopeHeader = (keyId: string): Buffer =>
  Buffer.concat([Buffer.of(version, keyId.length), Buffer.from(keyId, 'ascii')]);

/** Takes an envelope apart, or `null` when it cannot be one. */
export function readEnvelope(bytes: Uint8Array): Envelope | null {
  const [first, length = 0] = bytes;
  const ends = { header: 2 + length, nonce: 2 + length + nonceLength, ciphertext: bytes.length - tagLength };
  if (first !== version || ends.ciphertext < ends.nonce) return null;
  const keyId = Buffer.from(bytes.subarray(2, ends.header)).toString('latin1');
  if (!keyIdPattern.test(keyId)) return null;
  return {
    keyId,
    header: bytes.subarray(0, ends.header),
    nonce: bytes.subarray(ends.header, ends.nonce),
    ciphertext: bytes.subarray(ends.nonce, ends.ciphertext),
    tag: bytes.subarray(ends.ciphertext),
  };
}

/**
 * What an envelope is bound to: its header, the length of the purpose in four bytes, the purpose, the context. With
 * the lengths inside, no two of them can be read as the same bytes.
 */
export function boundTo(header: Uint8Array, purpose: string, context: Uint8Array = new Uint8Array()): Buffer {
  const words = Buffer.from(purpose, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(words.length);
  return Buffer.concat([header, length, words, context]);
}
