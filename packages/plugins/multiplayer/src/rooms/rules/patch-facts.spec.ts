import { describe, expect, it } from '@jest/globals';
import { patchFacts, sizeOf } from './patch-facts.js';

describe('a patch', () => {
  it('sets, replaces and, by null, takes away', () =>
    expect(patchFacts({ a: 1, b: 2, c: 3 }, { b: { x: 1 }, c: null, d: 4 })).toEqual({
      a: 1,
      b: { x: 1 },
      d: 4,
    }));

  it('changes nothing it was given', () => {
    const before = { a: 1 };
    patchFacts(before, { a: 2 });
    expect(before).toEqual({ a: 1 });
  });

  it('cannot reach a prototype', () => {
    const patched = patchFacts({}, JSON.parse('{"__proto__": {"x": 1}}') as Record<string, unknown>);
    expect(({} as { x?: number }).x).toBeUndefined();
    expect((patched as { x?: number }).x).toBeUndefined();
  });
});

describe('the size of a value', () => {
  it('is that of its JSON in UTF-8', () => expect(sizeOf({ ä: '€' })).toBe(12));
});
