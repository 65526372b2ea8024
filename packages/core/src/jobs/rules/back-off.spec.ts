import { describe, expect, it } from '@jest/globals';
import { backOff } from './back-off.js';

describe('the wait before the next try', () => {
  it('begins with a second and doubles up to an hour', () => {
    expect([1, 2, 3, 4, 10].map((attempt) => backOff(attempt, 0.5))).toEqual([
      1_000, 2_000, 4_000, 8_000, 512_000,
    ]);
    expect(backOff(40, 0.5)).toBe(3_600_000);
  });

  it('is longer each time, whatever chance says', () => {
    for (let attempt = 1; attempt < 11; attempt++)
      expect(backOff(attempt + 1, 0)).toBeGreaterThan(backOff(attempt, 1));
  });

  it('differs by a quarter either way', () => expect([backOff(1, 0), backOff(1, 1)]).toEqual([750, 1_250]));
});
