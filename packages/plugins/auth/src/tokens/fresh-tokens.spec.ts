import { describe, expect, it } from '@jest/globals';
import { FreshTokens } from './fresh-tokens.js';

describe('fresh tokens', () => {
  it('are known once, and to the byte', () => {
    const fresh = new FreshTokens();
    fresh.add('a.b.c');
    expect(fresh.take('a.b.C')).toBe(false);
    expect(fresh.take('a.b.c')).toBe(true);
    expect(fresh.take('a.b.c')).toBe(false);
  });

  it('never take more room than they may: the oldest give way', () => {
    const fresh = new FreshTokens(2);
    for (const token of ['a', 'b', 'c']) fresh.add(token);
    expect(['a', 'b', 'c'].map((token) => fresh.take(token))).toEqual([false, true, true]);
  });
});
