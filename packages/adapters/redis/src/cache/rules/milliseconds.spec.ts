import { describe, expect, it } from '@jest/globals';
import { millisecondsOf } from './milliseconds.js';

describe('a time to live in milliseconds', () => {
  it('is never zero for a time that is left', () =>
    expect([0.0001, 0.001, 1.5, 60].map(millisecondsOf)).toEqual([1, 1, 1_500, 60_000]));

  it('is zero for what is over and for what is no number', () =>
    expect([0, -1, Number.NaN].map(millisecondsOf)).toEqual([0, 0, 0]));

  it('stays what Redis can read', () =>
    expect(String(millisecondsOf(Number.POSITIVE_INFINITY))).toMatch(/^\d+$/));
});
