import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Gathering, partsOf } from './parts.js';

describe('a payload in pieces', () => {
  it.each([0, 1, 9, 10, 11, 25, 30])('of %d bytes is the same when it is put together', (length) => {
    const payload = randomBytes(length);
    const parts = partsOf(payload, 10);
    expect(parts.every(({ length: size }) => size <= 10)).toBe(true);
    const gathering = new Gathering();
    const whole = parts.map((part, index) => gathering.take(part, index, parts.length));
    expect(whole.slice(0, -1).every((one) => one === null)).toBe(true);
    expect(Buffer.from(whole.at(-1)!).equals(payload)).toBe(true);
  });

  it('is forgotten when one is missing, and the next payload is whole', () => {
    const gathering = new Gathering();
    const [a = new Uint8Array(), , c = new Uint8Array()] = partsOf(randomBytes(30), 10);
    expect(gathering.take(a, 0, 3)).toBeNull();
    expect(gathering.take(c, 2, 3)).toBeNull();
    expect(gathering.take(a, 0, 1)).toEqual(a);
  });

  it('never grows beyond what a packet may have', () => {
    const gathering = new Gathering();
    const huge = new Uint8Array(9 * 1024 * 1024);
    expect(gathering.take(huge, 0, 2)).toBeNull();
    expect(gathering.take(huge, 1, 2)).toBeNull();
  });
});
