import { describe, expect, it } from '@jest/globals';
import { hashOf, isToken, newSalt, newToken, successorOf } from './opaque-token.js';

describe('an opaque token', () => {
  it('has 256 random bits behind a prefix', () => {
    const tokens = Array.from({ length: 100 }, () => newToken('art'));
    expect(new Set(tokens).size).toBe(100);
    expect(Buffer.from(tokens[0]?.slice(4) ?? '', 'base64url')).toHaveLength(32);
    expect(tokens.every((token) => isToken('art', token))).toBe(true);
  });

  it('is known by its form before anything is looked up', () => {
    for (const text of [
      '',
      'art_',
      newToken('adt'),
      `${newToken('art')}a`,
      newToken('art').slice(0, -1),
      'art_'.padEnd(47, ' '),
    ])
      expect(isToken('art', text)).toBe(false);
  });

  it('is stored as something it cannot be made from', () => {
    const token = newToken('art');
    expect(hashOf(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(token)).not.toContain(token.slice(4, 12));
  });

  it('has one successor for each salt', () => {
    const [token, salt] = [newToken('art'), newSalt()];
    expect(isToken('art', successorOf(token, salt))).toBe(true);
    expect(successorOf(token, salt)).toBe(successorOf(token, salt));
    expect(successorOf(token, newSalt())).not.toBe(successorOf(token, salt));
    expect(successorOf(newToken('art'), salt)).not.toBe(successorOf(token, salt));
  });
});
