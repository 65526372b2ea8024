import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cutRange } from './byte-range.js';

describe('a range of bytes', () => {
  it('cuts what an array would slice', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(30), fc.option(fc.nat(30), { nil: undefined }), (size, start, more) => {
        const bytes = Array.from({ length: size }, (_, n) => n);
        const range = more === undefined ? { start } : { start, end: start + more };
        const cut = cutRange(range, size);
        expect(bytes.slice(cut.start, cut.stop)).toEqual(
          bytes.slice(start, more === undefined ? size : start + more + 1),
        );
      }),
    );
  });

  it('is everything when none is given', () => expect(cutRange(undefined, 7)).toEqual({ start: 0, stop: 7 }));
});
