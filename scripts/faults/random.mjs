import { createHash } from 'node:crypto';

/** A generator of numbers in [0, 1) that a seed repeats (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed nobody has chosen. */
export const anySeed = () => Math.floor(Math.random() * 2 ** 31);

/** An integer from `low` to `high`, both included. */
export const between = (random, low, high) => low + Math.floor(random() * (high - low + 1));

/** Bytes that do not compress. */
export function noise(random, length) {
  const bytes = Buffer.allocUnsafe(Math.ceil(length / 4) * 4);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
  return bytes.subarray(0, length);
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
