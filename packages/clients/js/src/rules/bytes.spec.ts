import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, randomKey, sha256, toBase64, utf8 } from './bytes.js';

describe('bytes', () => {
  it('become base64 and come back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
    const large = new Uint8Array(100_001).fill(255);
    expect(toBase64(large)).toBe(Buffer.from(large).toString('base64'));
  });

  it('have the checksum the server computes', async () => {
    const text = '{"name":"Höhle"}';
    expect(await sha256(utf8(text))).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('make keys of 43 characters that no two share', () => {
    const keys = Array.from({ length: 100 }, randomKey);
    expect(keys.every((key) => /^[\w-]{43}$/.test(key))).toBe(true);
    expect(new Set(keys).size).toBe(100);
  });
});
