import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { longestTrailer, readTrailer, writeTrailer } from './blob-trailer.js';

const type = fc.option(fc.string({ unit: fc.constantFrom(...'abc/;= "+'), minLength: 1, maxLength: 255 }), {
  nil: undefined,
});

describe('the trailer of a blob', () => {
  it('comes back as it was written, whatever stands before it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), type, (bytes, text) => {
        const file = Buffer.concat([bytes, writeTrailer(text)]);
        const found = readTrailer(file.subarray(Math.max(0, file.length - longestTrailer)));
        expect(found?.type).toBe(text ?? null);
        expect(file.length - (found?.length ?? 0)).toBe(bytes.length);
      }),
    );
  });

  it('is missed in a file that was cut anywhere', () => {
    const file = Buffer.concat([Buffer.from('bytes'), writeTrailer('text/plain')]);
    for (let length = 0; length < file.length; length++)
      expect(readTrailer(file.subarray(0, length))).toBeNull();
  });
});
