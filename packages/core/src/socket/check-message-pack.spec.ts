import { describe, expect, it } from '@jest/globals';
import { isAethexError } from '@aethex/protocol';
import { pack, unpack } from '@aethex/protocol/realtime';
import fc from 'fast-check';
import { checkJson } from '../dispatch/check-json.js';
import { checkMessagePack } from './check-message-pack.js';

const limits = { maxDepth: 32, maxKeys: 10_000 };
const check = (...bytes: number[]) => checkMessagePack(Uint8Array.from(bytes), limits);
const refuses = (bytes: Uint8Array, code: string) =>
  expect(() => checkMessagePack(bytes, limits)).toThrow(expect.objectContaining({ code }));
const nested = (depth: number) => Uint8Array.from([...Array.from({ length: depth - 1 }, () => 0x91), 0x90]);

/** Reads what the check lets pass, and returns the code of what it does not. */
const verdictOn = (bytes: Uint8Array): string => {
  try {
    checkMessagePack(bytes, limits);
  } catch (error) {
    return isAethexError(error) ? error.code : String(error);
  }
  unpack(Buffer.from(bytes));
  return 'readable';
};

describe('checkMessagePack', () => {
  it('lets every JSON pass and counts its keys as the check of JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const bytes = pack(value);
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        expect(checkMessagePack(bytes, limits)).toEqual({ keys: checkJson(value, limits), hasBytes: false });
      }),
    );
  });

  it('answers any bytes with facts or with one of our errors, and what passes can be read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const verdict = verdictOn(bytes);
        expect(verdict).toMatch(/^(readable|(request|ws)\..+)$/);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['a list of four thousand million elements', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['a map of as many keys', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    [
      'lists in lists that each declare 65,535',
      Array.from({ length: 60_000 }, (_, n) => [0xdc, 0xff, 0xff][n % 3]),
    ],
    ['a text that is not there', [0xdb, 0x7f, 0xff, 0xff, 0xff, 0x61]],
    ['bytes that are not there', [0xc6, 0x7f, 0xff, 0xff, 0xff, 0x61]],
    ['half a number', [0xcb, 1, 2]],
    ['nothing', []],
    ['something left over', [0xc0, 0xc0]],
    ['the byte that is never used', [0xc1]],
    ['infinity', [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0]],
    ['minus infinity of four bytes', [0xca, 0xff, 0x80, 0, 0]],
    ['not-a-number', [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]],
    ['a number for a key', [0x81, 0x01, 0x01]],
    ['a map for a key', [0x81, 0x80, 0x01]],
  ])('refuses %s', (_what, bytes) => {
    refuses(Uint8Array.from(bytes as number[]), 'request.malformed');
  });

  it.each([
    ['one byte', [0xd4, 0x01, 0x00]],
    ['a record of msgpackr', [0xd4, 0x72, 0x40]],
    ['a time', [0xd6, 0xff, 0, 0, 0, 0]],
    ['a regular expression', [0xc7, 3, 0x78, 0xa1, 0x61, 0xa0]],
    ['thirty-two bits of length', [0xc9, 0, 0, 0, 1, 1, 0]],
  ])('refuses an extension of %s', (_what, bytes) => {
    refuses(Uint8Array.from(bytes), 'ws.binary');
  });

  it('refuses what is nested deeper than the limit, and nothing less deep', () => {
    expect(checkMessagePack(nested(32), limits)).toEqual({ keys: 31, hasBytes: false });
    refuses(nested(33), 'request.too_deep');
    refuses(nested(60_000), 'request.too_deep');
  });

  it('refuses more keys than the limit', () => {
    refuses(pack(Array.from({ length: 10_001 }, () => 0)), 'request.too_deep');
    refuses(
      pack(Array.from({ length: 101 }, () => Array.from({ length: 100 }, () => 0))),
      'request.too_deep',
    );
  });

  it('refuses a key that poisons, however long its length is written', () => {
    const name = [...Buffer.from('__proto__')];
    refuses(Uint8Array.from([0x81, 0xa9, ...name, 0x80]), 'request.poisoned');
    refuses(Uint8Array.from([0x81, 0xd9, 9, ...name, 0x80]), 'request.poisoned');
    refuses(Uint8Array.from([0x81, 0xdb, 0, 0, 0, 9, ...name, 0x80]), 'request.poisoned');
    expect(check(0xa9, ...name)).toEqual({ keys: 0, hasBytes: false });
  });

  it('tells of bytes, wherever they stand', () => {
    expect(checkMessagePack(pack({ a: [{ b: Buffer.from('x') }] }), limits)).toEqual({
      keys: 3,
      hasBytes: true,
    });
  });
});
