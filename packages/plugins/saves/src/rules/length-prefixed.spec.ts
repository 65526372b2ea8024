import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lengthPrefixed } from './length-prefixed.js';

const texts = fc.array(fc.string({ unit: fc.constantFrom('a', '\u0000', 'é') }), { maxLength: 4 });

describe('length-prefixed texts', () => {
  it('are the same bytes only for the same list', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(lengthPrefixed(...one).equals(lengthPrefixed(...other))).toBe(isSame);
      }),
    );
  });

  it('do not let a border between two texts move', () =>
    expect(lengthPrefixed('ab', 'c').equals(lengthPrefixed('a', 'bc'))).toBe(false));
});
