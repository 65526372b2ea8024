import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSoundMsgpack } from './msgpack-bounds.js';
import { pack, unpack } from './msgpack.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('sound MessagePack', () => {
  it('is what we write', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => isSoundMsgpack(pack(value))));
    expect(
      isSoundMsgpack(pack({ text: 'x'.repeat(70_000), list: Array.from({ length: 70_000 }, () => 1) })),
    ).toBe(true);
    expect(isSoundMsgpack(pack([new Uint8Array(300), 1.5, -1, 2 ** 40, 'ä'.repeat(40), null, true]))).toBe(
      true,
    );
  });

  it.each([
    ['nothing', bytes()],
    ['a list that is not there', bytes(0xdd, 0xff, 0xff, 0xff, 0xff)],
    ['a map that is not there', bytes(0xdf, 0x7f, 0xff, 0xff, 0xff, 1)],
    ['a text that is not there', bytes(0xdb, 0x7f, 0xff, 0xff, 0xff)],
    ['a short text that is not there', bytes(0xa5, 0x61)],
    ['a number cut short', bytes(0xcb, 0, 0)],
    ['a length cut short', bytes(0xc6, 0, 0)],
    ['an extension', bytes(0xd4, 1, 1)],
    ['a long extension', bytes(0xc7, 1, 1, 1)],
    ['a type that is none', bytes(0xc1)],
    ['two values', bytes(1, 2)],
    ['a map with a list for a key', bytes(0x81, 0x91, 1, 1)],
    ['a map without its last value', bytes(0x81, 0xa1, 0x61)],
    ['a value too deep', pack(nested(17))],
  ])('is not %s', (_what, value) => {
    expect(isSoundMsgpack(value)).toBe(false);
  });

  it('can be read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (value) => {
        if (isSoundMsgpack(value)) unpack(value);
      }),
      { numRuns: 2000 },
    );
  });
});
