import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffState, mergeState, sameValue, type StateData } from './merge-state.js';

const value = fc.jsonValue({ maxDepth: 2 }).filter((it) => it !== null);
const state = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', 'toString'),
  value,
) as fc.Arbitrary<StateData>;
const copy = <T>(of: T): T => structuredClone(of);

describe('a merge', () => {
  it('replaces the values of its keys whole, and takes away those that are null', () => {
    const merged = mergeState(
      { position: { x: 1, y: 2 }, health: 3, name: 'a' },
      { position: { x: 5 }, name: null },
    );
    expect(merged).toEqual({ position: { x: 5 }, health: 3 });
  });

  it('leaves prototypes alone', () => {
    const poisoned = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as StateData;
    const merged = mergeState({}, poisoned);
    expect((merged as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(merged['constructor']).toBe(1);
  });
});

describe('a difference', () => {
  it('merged into what was before gives what came after', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const patch = diffState(before, after);
        expect(mergeState(copy(before), patch ?? {})).toEqual(after);
      }),
    );
  });

  it('is null between states that say the same', () => {
    fc.assert(fc.property(state, (it) => expect(diffState(it, copy(it))).toBeNull()));
  });

  it('names no key that stayed as it was', () => {
    expect(diffState({ a: { b: [1] }, c: 1 }, { a: { b: [1] }, c: 2, d: true })).toEqual({ c: 2, d: true });
  });
});

describe('sameness', () => {
  it('does not mind the order of keys', () => {
    expect(sameValue({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
  });

  it.each([
    [{ a: 1 }, { a: 1, b: 2 }],
    [
      { a: undefined, b: 1 },
      { b: 1, c: 1 },
    ],
    [[1], { 0: 1 }],
    [{ 0: 1 }, [1]],
    [[1, 2], [1]],
    [[1], new Uint8Array([1])],
    [new Uint8Array([1]), new Uint8Array([2])],
    [null, {}],
    [0, '0'],
    [{}, 'a'],
  ])('tells %j from %j', (a, b) => {
    expect(sameValue(a, b)).toBe(false);
    expect(sameValue(b, a)).toBe(false);
  });

  it('sees equal bytes as equal, and NaN as itself', () => {
    expect(sameValue(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true);
    expect(sameValue(Number.NaN, Number.NaN)).toBe(true);
  });
});
