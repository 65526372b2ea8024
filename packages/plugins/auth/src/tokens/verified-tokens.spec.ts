import { describe, expect, it } from '@jest/globals';
import type { Identity } from '@aethex/core';
import { VerifiedTokens } from './verified-tokens.js';

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(start + seconds * 1000);
const identity = (sessionId: string, expires = 900): Identity => ({
  who: 'player',
  id: 'ann',
  gameId: 'default',
  permissions: new Set(),
  sessionId,
  expiresAt: at(expires),
});

describe('verified tokens', () => {
  it('are known until they are forgotten', () => {
    const tokens = new VerifiedTokens(10);
    tokens.add('a', identity('s1'), at(0));
    expect(tokens.get('a')?.sessionId).toBe('s1');
    tokens.delete('a');
    tokens.delete('a');
    expect(tokens.get('a')).toBeUndefined();
  });

  it('go with their session, all of them and no others', () => {
    const tokens = new VerifiedTokens(10);
    tokens.add('a', identity('s1'), at(0));
    tokens.add('b', identity('s1'), at(0));
    tokens.add('c', identity('s2'), at(0));
    tokens.endSession('s1');
    expect([tokens.get('a'), tokens.get('b'), tokens.get('c')?.sessionId]).toEqual([
      undefined,
      undefined,
      's2',
    ]);
  });

  it('never take more room than they may', () => {
    const tokens = new VerifiedTokens(3);
    for (const token of ['a', 'b', 'c', 'd', 'e']) tokens.add(token, identity(token), at(0));
    expect(tokens.size).toBe(3);
    expect(tokens.get('b')).toBeUndefined();
    expect(tokens.get('e')?.sessionId).toBe('e');
  });

  it('make room when they have expired', () => {
    const tokens = new VerifiedTokens(100);
    for (const token of ['a', 'b', 'c']) tokens.add(token, identity(token, 10), at(0));
    tokens.add('d', identity('d'), at(11));
    expect(tokens.size).toBe(1);
  });
});
