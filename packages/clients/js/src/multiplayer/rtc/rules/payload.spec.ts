import { describe, expect, it } from '@jest/globals';
import { readText, writeText } from './payload.js';

describe('what goes from player to player', () => {
  it('is read as it was written, bytes too', () => {
    for (const value of [null, 'text', 7, [1, { a: true }], { n: 1, data: new Uint8Array([0, 255, 7]) }])
      expect(readText(writeText(value))).toEqual(value);
  });

  it('is nothing when it cannot be read', () => {
    for (const text of ['', '{', 'x', '{"$bytes":"*"}']) expect(readText(text)).toBeUndefined();
  });
});
