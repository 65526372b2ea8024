import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isTooLong, preparePassword, weaknessOf } from './password-policy.js';

const facts = {
  ownNames: ['Ann@example.com', 'annabelle'],
  isCommon: (plain: string) => plain === 'password1',
};
const weakness = (typed: string) => weaknessOf(preparePassword(typed), facts);

describe('a new password', () => {
  it('has eight characters, however many bytes they take', () => {
    expect(weakness('short 7')).toBe('too_short');
    expect(weakness('long: 8.')).toBeNull();
    expect(weakness('😀😀😀😀😀😀😀')).toBe('too_short');
    expect(weakness('😀😀😀😀😀😀😀😀')).toBeNull();
  });

  it('has at most 1 KiB', () => {
    expect(weakness('a'.repeat(1024))).toBeNull();
    expect(weakness('a'.repeat(1025))).toBe('too_long');
    expect(weakness('ü'.repeat(513))).toBe('too_long');
  });

  it('is not one that everybody tries first, in any case', () => {
    expect(weakness('password1')).toBe('too_common');
    expect(weakness('PassWord1')).toBe('too_common');
  });

  it('is not the name of the account', () => {
    expect(weakness('ann@EXAMPLE.com')).toBe('own_name');
    expect(weakness('Annabelle')).toBe('own_name');
  });

  it('may be anything else', () => {
    expect(weakness('        ')).toBeNull();
    expect(weakness('пароль для игры')).toBeNull();
  });
});

describe('the prepared form of a password', () => {
  it('is the same from every keyboard', () => {
    expect(preparePassword('cafe\u0301 noir')).toBe(preparePassword('caf\u00e9\u00a0noir'));
  });

  it('keeps apart what looks alike', () => {
    expect(preparePassword('ﬁ①')).toBe('ﬁ①');
    expect(preparePassword('Ａ')).not.toBe('A');
  });

  it('cuts nothing and is its own prepared form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (typed) => {
        const prepared = preparePassword(typed);
        return preparePassword(prepared) === prepared && (typed === '' || prepared.length > 0);
      }),
    );
  });

  it('is too long by its bytes', () => {
    expect(isTooLong('a'.repeat(1024))).toBe(false);
    expect(isTooLong('€'.repeat(342))).toBe(true);
  });
});
