import { describe, expect, it } from '@jest/globals';
import { checkJson } from './check-json.js';

const limits = { maxDepth: 32, maxKeys: 10_000 };
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('checkJson', () => {
  it('lets ordinary JSON pass', () => {
    expect(() => checkJson({ a: [1, { b: null }], constructor: 'a name' }, limits)).not.toThrow();
    expect(() => checkJson('text', limits)).not.toThrow();
    expect(() => checkJson(null, limits)).not.toThrow();
  });

  it('refuses what is nested deeper than the limit, and nothing less deep', () => {
    expect(() => checkJson(nested(32), limits)).not.toThrow();
    expect(() => checkJson(nested(33), limits)).toThrow(
      expect.objectContaining({ code: 'request.too_deep' }),
    );
  });

  it('survives a depth that would end a recursive walk', () => {
    expect(() => checkJson(nested(100_000), limits)).toThrow(
      expect.objectContaining({ code: 'request.too_deep' }),
    );
  });

  it('counts the keys of all levels and the elements of lists', () => {
    const wide = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`k${n}`, 1]));
    expect(() => checkJson(wide, limits)).toThrow(expect.objectContaining({ code: 'request.too_deep' }));
    expect(() =>
      checkJson(
        Array.from({ length: 10_001 }, () => 1),
        limits,
      ),
    ).toThrow();
    expect(() =>
      checkJson(
        Array.from({ length: 10_000 }, () => 1),
        limits,
      ),
    ).not.toThrow();
  });

  it.each(['{"__proto__":{"x":1}}', '{"a":[{"__proto__":1}]}', '{"constructor":{"prototype":{"x":1}}}'])(
    'refuses the poison %s',
    (text) => {
      expect(() => checkJson(JSON.parse(text), limits)).toThrow(
        expect.objectContaining({ code: 'request.poisoned' }),
      );
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
  );
});
