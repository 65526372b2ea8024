import { describe, expect, it } from '@jest/globals';
import { coinAt, headingOf, isNear, moved, size, speed } from './field.js';

describe('the field', () => {
  it('lets nobody walk through its walls', () => {
    expect(moved({ x: size - 1, y: 0 }, { dx: 1, dy: -1 }, 10)).toEqual({ x: size, y: 0 });
  });

  it('makes walking askew no faster than straight', () => {
    const { x, y } = moved({ x: 0, y: 0 }, { dx: 1, dy: 1 }, 1);
    expect(Math.hypot(x, y)).toBeCloseTo(speed);
  });

  it('takes only steps for a heading', () => {
    expect(headingOf({ dx: 1, dy: -1 })).toEqual({ dx: 1, dy: -1 });
    for (const wrong of [
      null,
      undefined,
      7,
      {},
      { dx: 1 },
      { dx: 2, dy: 0 },
      { dx: '1', dy: 0 },
      { dx: NaN, dy: 0 },
    ])
      expect(headingOf(wrong)).toBeNull();
  });

  it('lays its coins inside, each somewhere else', () => {
    const coins = Array.from({ length: 100 }, (_, n) => coinAt(n + 1));
    for (const { x, y } of coins) expect(x >= 0 && x <= size && y >= 0 && y <= size).toBe(true);
    expect(isNear(coins[0]!, coins[1]!)).toBe(false);
  });
});
