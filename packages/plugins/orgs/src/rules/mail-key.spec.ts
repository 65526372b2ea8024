import { describe, expect, it } from '@jest/globals';
import { mailKey } from './mail-key.js';

describe('an address', () => {
  it('is the same however it is spelt', () => {
    expect(mailKey('Ann@Example.COM')).toBe('ann@example.com');
    expect(mailKey('ann@bücher.example')).toBe('ann@xn--bcher-kva.example');
    expect(mailKey('ａnn@example.com')).toBe('ann@example.com');
  });

  it('keeps the parts that providers treat each in their own way', () => {
    expect(mailKey('a.nn+game@example.com')).toBe('a.nn+game@example.com');
  });

  it.each([
    '',
    'ann',
    'ann@',
    '@example.com',
    'a b@example.com',
    'ann@localhost',
    'a@b@example.com',
    'ann@exa\nmple.com',
  ])('is not what %j is', (text) => expect(mailKey(text)).toBeNull());
});
