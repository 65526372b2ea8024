import { describe, expect, it } from '@jest/globals';
import { estimatedWait, percentile } from './waits.js';

describe('percentile', () => {
  it('is the value by the nearest rank', () => {
    expect([0, 0.5, 0.9, 1].map((share) => percentile([5, 1, 4, 2, 3], share))).toEqual([1, 3, 5, 5]);
    expect(percentile([], 0.5)).toBeNull();
  });
});

describe('estimatedWait', () => {
  const waits = [1, 2, 3, 10, 20, 30, 40, 50];

  it('looks at those who had waited as long', () => {
    expect(estimatedWait(waits, 0)).toBe(10);
    expect(estimatedWait(waits, 5)).toBe(25);
  });

  it('says nothing when too few can tell', () => {
    expect(estimatedWait(waits, 25)).toBeNull();
    expect(estimatedWait([], 0)).toBeNull();
  });
});
