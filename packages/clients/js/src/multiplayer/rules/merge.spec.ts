import { mergeState } from '@aethex/protocol/realtime';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { difference, merged } from './merge.js';

const states = fc.dictionary(
  fc.constantFrom('position', 'health', 'name', '__proto__', 'constructor'),
  fc.option(fc.jsonValue(), { nil: null }),
);

describe('merged states', () => {
  it('are what the protocol makes of them, and leave the old one as it was', () => {
    fc.assert(
      fc.property(states, states, (before, patch) => {
        const known = mergeState({}, before);
        const copy = structuredClone(known);
        expect(merged(known, patch)).toEqual(mergeState(structuredClone(known), patch));
        expect(known).toEqual(copy);
      }),
    );
  });
});

describe('the difference of states', () => {
  it('makes one of the other, and is nothing between the same', () => {
    fc.assert(
      fc.property(states, states, (one, other) => {
        const [before, after] = [mergeState({}, one), mergeState({}, other)];
        const patch = difference(before, after);
        expect(merged(before, patch ?? {})).toEqual(after);
        expect(difference(after, structuredClone(after))).toBeNull();
      }),
    );
  });
});
