import { describe, expect, it } from '@jest/globals';
import { pseudonym, turnCredentials } from './turn-credentials.js';

describe('credentials of TURN', () => {
  it('are what coturn’s turnserver computes itself', () => {
    // printf '1767226200:ann' | openssl dgst -sha1 -hmac 'a secret of tests' -binary | base64
    expect(turnCredentials('a secret of tests', 'ann', new Date('2026-01-01T00:10:00.900Z'))).toEqual({
      username: '1767226200:ann',
      credential: 'TcD4MnM7RAlcONTdSEVx0UGfKVI=',
    });
  });

  it('name the player by a pseudonym that stays and that only the secret’s holder can tell', () => {
    const ann = pseudonym('a secret of tests', 'ann');
    expect(ann).toMatch(/^[\w-]{16}$/);
    expect(pseudonym('a secret of tests', 'ann')).toBe(ann);
    expect(pseudonym('a secret of tests', 'bob')).not.toBe(ann);
    expect(pseudonym('another secret', 'ann')).not.toBe(ann);
  });
});
