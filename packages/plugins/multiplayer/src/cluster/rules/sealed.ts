import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A key that nodes know each other by. */
export interface LinkKey {
  /** Names the key in what it has sealed. */
  readonly tag: Buffer;
  readonly secret: Buffer;
}

const tagBytes = 4;
const macBytes = 16;
const headBytes = tagBytes + macBytes;

/** The tag of a key of the ring. */
export const tagOf = (keyId: string): Buffer =>
  createHash('sha256').update(keyId).digest().subarray(0, tagBytes);

/** A payload with its proof in front: the tag of the key, and the first half of its HMAC-SHA-256. */
export function sealed({ tag, secret }: LinkKey, payload: Uint8Array): Buffer {
  return Buffer.concat([tag, macOf(secret, payload), payload]);
}

/** The payload, when a key of the ring has sealed it; `unknown` when none has its tag, and `forged` when it is none of ours. */
export function opened(keys: readonly LinkKey[], bytes: Uint8Array): Buffer | 'unknown' | 'forged' {
  if (bytes.length < headBytes) return 'forged';
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const key = keys.find(({ tag }) => tag.equals(whole.subarray(0, tagBytes)));
  if (!key) return 'unknown';
  const payload = whole.subarray(headBytes);
  return timingSafeEqual(macOf(key.secret, payload), whole.subarray(tagBytes, headBytes))
    ? payload
    : 'forged';
}

const macOf = (secret: Buffer, payload: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(payload).digest().subarray(0, macBytes);
