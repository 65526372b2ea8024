import { describe, expect, it } from '@jest/globals';
import { sortOf, wantsRenewal } from './password-hash.js';

const cost = { memoryKib: 19_456, passes: 2 };
const argon2 = (memory: number, passes: number): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=1$c2FsdA$aGFzaA`;
const bcrypt = '$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234';

describe('a stored password hash', () => {
  it('tells what made it', () => {
    expect(sortOf(argon2(19_456, 2))).toBe('argon2id');
    expect(sortOf(bcrypt)).toBe('bcrypt');
    expect(sortOf('$2y$10$x')).toBe('bcrypt');
    expect(sortOf('$argon2i$v=19$m=1,t=1,p=1$x$y')).toBeNull();
    expect(sortOf('5f4dcc3b5aa765d61d8327deb882cf99')).toBeNull();
    expect(sortOf('')).toBeNull();
  });

  it('is renewed when it is cheaper than it should be', () => {
    expect(wantsRenewal(argon2(19_456, 2), 'x', cost)).toBe(false);
    expect(wantsRenewal(argon2(65_536, 3), 'x', cost)).toBe(false);
    expect(wantsRenewal(argon2(12_288, 2), 'x', cost)).toBe(true);
    expect(wantsRenewal(argon2(19_456, 1), 'x', cost)).toBe(true);
  });

  it('is renewed when it is bcrypt and bcrypt has seen the whole password', () => {
    expect(wantsRenewal(bcrypt, 'a'.repeat(72), cost)).toBe(true);
    expect(wantsRenewal(bcrypt, 'a'.repeat(73), cost)).toBe(false);
    expect(wantsRenewal(bcrypt, 'ü'.repeat(37), cost)).toBe(false);
  });
});
