import { describe, expect, it } from '@jest/globals';
import { Misses } from './misses.js';

describe('misses', () => {
  it('make a player wait for the rest of the minute, and nobody else', () => {
    const misses = new Misses(3);
    for (const at of [0, 1000, 2000]) misses.note('ann', at);
    expect([misses.wait('ann', 10_000), misses.wait('bob', 10_000)]).toEqual([50, 0]);
    expect([misses.wait('ann', 59_999), misses.wait('ann', 60_000)]).toEqual([1, 0]);
  });

  it('begin to count anew after a minute', () => {
    const misses = new Misses(2);
    misses.note('ann', 0);
    misses.note('ann', 61_000);
    expect(misses.wait('ann', 61_000)).toBe(0);
  });
});
