import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copyNames } from './copy-name.js';
import { wrongWithSlotName } from './slot-name.js';

const first = (name: string, count: number): string[] => {
  const names = copyNames(name);
  return Array.from({ length: count }, () => names.next().value as string);
};

describe('names for a copy', () => {
  it('count on from the name', () => expect(first('slot1', 3)).toEqual(['slot1-2', 'slot1-3', 'slot1-4']));
  it('of a copy count on from its number', () => expect(first('slot1-7', 2)).toEqual(['slot1-8', 'slot1-9']));
  it('stay within fifty characters', () => expect(first('x'.repeat(50), 1)).toEqual([`${'x'.repeat(48)}-2`]));

  it('are all different, and none is the name itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.-]{1,50}$/), (name) => {
        const names = first(name, 120);
        expect(new Set([name, ...names]).size).toBe(121);
      }),
    );
  });

  it('can be used wherever the name itself could', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.-]{1,50}$/), (name) => {
        fc.pre(wrongWithSlotName(name) === null);
        for (const copy of first(name, 20)) expect(wrongWithSlotName(copy)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
