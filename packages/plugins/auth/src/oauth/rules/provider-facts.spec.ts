import { describe, expect, it } from '@jest/globals';
import { isIdentity, nameFrom } from './provider-facts.js';

describe('what a provider tells', () => {
  it('is a name of one line and 64 characters, or none', () => {
    expect(nameFrom({ name: ' Ann\n\u202eB\u0000 ' })).toBe('Ann B');
    expect(nameFrom({ name: '\ud800' })).toBeUndefined();
    expect([...(nameFrom({ name: '𝒶'.repeat(100) }) ?? '')]).toHaveLength(64);
    expect(nameFrom({ name: null })).toBeUndefined();
  });

  it('names a person only in characters that compare alike everywhere', () => {
    expect(isIdentity({ issuer: 'https://idp.example', subject: '110248495921238986420' })).toBe(true);
    for (const subject of ['', 'a\u0000', 'а', 'x'.repeat(256)])
      expect(isIdentity({ issuer: 'https://idp.example', subject })).toBe(false);
  });
});
