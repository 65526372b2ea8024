import { describe, expect, it } from '@jest/globals';
import { isFresh } from './freshness.js';

const life = { expires_in: 900, expires_at: 900_000 };

describe('a token', () => {
  it.each([
    ['just given', 0, true],
    ['in its middle', 450_000, true],
    ['a minute before its end', 840_000, false],
    ['at its end', 900_000, false],
    ['younger than it ever was, because the clock was set back', -1, false],
  ])('%s', (_when, now, fresh) => expect(isFresh(life, now)).toBe(fresh));

  it('of a short life is exchanged in its last fifth', () => {
    const short = { expires_in: 60, expires_at: 60_000 };
    expect([47_000, 49_000].map((now) => isFresh(short, now))).toEqual([true, false]);
  });
});
