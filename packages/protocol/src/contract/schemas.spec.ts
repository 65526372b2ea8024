import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { Flag, Id, json, Nothing, Sha256, text, UserRef, whole } from './schemas.js';

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;
const reason = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message;

describe('text', () => {
  it('counts code points, not halves of them', () => {
    expect(takes(text(1, 3), '😀😀😀')).toBe(true);
    expect(takes(text(1, 3), '😀😀😀😀')).toBe(false);
    expect(takes(text(2, 3), '😀')).toBe(false);
  });

  it('takes exactly the lengths it names, of any text both engines store', () => {
    const storable = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(storable, fc.nat(8), fc.nat(8), (value, min, more) => {
        const length = [...value].length;
        expect(takes(text(min, min + more), value)).toBe(length >= min && length <= min + more);
      }),
    );
  });

  it('refuses NUL and lone surrogates, which Postgres refuses', () => {
    for (const value of ['a\0b', '\ud800', 'x\udc00', '\udc00\ud800'])
      expect(reason(text(0, 9), value)).toBe('has characters that cannot be stored');
  });

  it('says how long it may be', () => {
    expect(reason(text(2, 4), 'a')).toBe('must have 2 to 4 characters');
    expect(reason(text(2, 4), 'a'.repeat(100))).toBe('must have 2 to 4 characters');
  });
});

describe('json', () => {
  it('takes any JSON that both engines store', () => {
    const storable = fc.jsonValue().filter((value) => !/\\u(0000|d[89a-f])/.test(JSON.stringify(value)));
    fc.assert(fc.property(storable, (value) => takes(json(1e6), value)));
  });

  it('counts the bytes of the compact form', () => {
    expect(takes(json(6), { a: 1 })).toBe(false);
    expect(takes(json(7), { a: 1 })).toBe(true);
    expect(takes(json(4), 'é')).toBe(true);
    expect(reason(json(3), 'é')).toBe('must not exceed 3 bytes');
  });

  it('refuses NUL and lone surrogates anywhere in it', () => {
    for (const value of ['\0', { a: ['x\ud800'] }, { '\0': 1 }, '\\\0'])
      expect(reason(json(100), value)).toBe('has characters that cannot be stored');
  });

  it('takes a text that only spells such a character', () => {
    expect(takes(json(100), '\\u0000')).toBe(true);
    expect(takes(json(100), '\\\\ud800')).toBe(true);
  });

  it('is required', () => {
    expect(reason(z.object({ a: json(9) }), {})).toBe('is required');
    expect(takes(z.object({ a: json(9) }), { a: null })).toBe(true);
  });
});

describe('whole', () => {
  it('takes a whole number as JSON and as a query string spell it', () => {
    expect(whole(0, 100).parse(5)).toBe(5);
    expect(whole(0, 100).parse('5')).toBe(5);
    expect(whole(-9, 9).parse('-3')).toBe(-3);
  });

  it('takes nothing else for a number', () => {
    for (const value of [null, true, false, '', ' ', '5 ', '0x5', '5.0', '1e2', 'NaN', [], [5], {}, 5.5, NaN])
      expect(takes(whole(0, 100), value)).toBe(false);
  });

  it('says so', () => {
    expect(reason(whole(0, 100), true)).toBe('must be a whole number');
  });

  it('keeps to its bounds', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b, value) => {
        const [min, max] = a < b ? [a, b] : [b, a];
        expect(takes(whole(min, max), value)).toBe(value >= min && value <= max);
        expect(takes(whole(min, max), String(value))).toBe(value >= min && value <= max);
      }),
    );
  });

  it('refuses a number that JavaScript cannot tell from its neighbour', () => {
    expect(takes(whole(0, Number.MAX_SAFE_INTEGER), 2 ** 53)).toBe(false);
    expect(takes(whole(0, Number.MAX_SAFE_INTEGER), '9007199254740993')).toBe(false);
  });
});

describe('Flag', () => {
  it('takes a truth as JSON and as a query string spell it', () => {
    expect([true, false, 'true', 'false'].map((value) => Flag.parse(value))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('takes nothing else for a truth', () => {
    for (const value of ['', '1', 'yes', 'TRUE', 1, 0, null, undefined])
      expect(takes(Flag, value)).toBe(false);
  });
});

describe('the other schemas', () => {
  it.each(['me', '01890a5d-ac96-774b-bcce-b302099a8057', 'steam:765611', 'a@b.c', 'x'.repeat(64)])(
    'take the id "%s"',
    (id) => {
      expect(takes(UserRef, id) && takes(Id, id)).toBe(true);
    },
  );

  it.each(['', 'x'.repeat(65), '../etc', 'a b', "a'b", 'a\n', 'ä', 'a/b'])('refuse the id "%s"', (id) => {
    expect(takes(UserRef, id) || takes(Id, id)).toBe(false);
  });

  it('take a SHA-256 in lower-case hexadecimal only', () => {
    expect(takes(Sha256, 'a'.repeat(64))).toBe(true);
    for (const value of ['A'.repeat(64), 'a'.repeat(63), 'g'.repeat(64), `${'a'.repeat(64)}\n`])
      expect(takes(Sha256, value)).toBe(false);
  });

  it('have null for nothing', () => {
    expect(takes(Nothing, null)).toBe(true);
    expect(takes(Nothing, undefined)).toBe(false);
  });
});
