import { describe, expect, it } from '@jest/globals';
import { decode, encode } from './codec.js';

const types = {
  Date: {
    is: (value: unknown) => value instanceof Date,
    to: (value: Date) => value.getTime(),
    from: (ms: number) => new Date(ms),
  },
  Big: {
    is: (value: unknown) => typeof value === 'bigint',
    to: (value: bigint) => value.toString(),
    from: (text: string) => BigInt(text),
  },
};

describe('values that are no JSON', () => {
  it('are written with the name of their type and come back', () => {
    const value = { at: new Date(5), list: [2n ** 70n, null], plain: 'x' };
    const text = encode(value, types);
    expect(JSON.parse(text)).toEqual({
      at: { $t: 'Date', v: 5 },
      list: [{ $t: 'Big', v: '1180591620717411303424' }, null],
      plain: 'x',
    });
    expect(decode(text, types)).toEqual(value);
  });

  it('of types nobody knows stay as they are', () => {
    const text =
      '{"a":{"$t":"Vector3","v":[1,2,3]},"b":{"$t":"toString","v":1},"c":{"$t":"Date","v":1,"w":2}}';
    expect(decode(text, types)).toEqual(JSON.parse(text));
    expect(decode(text, {})).toEqual(JSON.parse(text));
  });

  it('are refused when no type is theirs', () => {
    for (const value of [undefined, () => 1, 1n]) expect(() => encode(value, {})).toThrow(TypeError);
  });
});
