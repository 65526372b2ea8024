import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { makeCode, readCode } from './room-code.js';

describe('the code of a room', () => {
  it('has four letters and four digits, and none that look alike', () => {
    for (let i = 0; i < 500; i += 1) expect(makeCode(randomInt)).toMatch(/^[A-HJ-NP-Z]{4}-[2-9]{4}$/);
  });

  it('uses every letter and digit it may', () => {
    const seen = new Set(Array.from({ length: 2000 }, () => makeCode(randomInt)).join(''));
    expect(seen.size).toBe(24 + 8 + 1);
  });

  it('is read in small letters, without its dash and with spaces around', () => {
    expect([' abcd-2345 ', 'ABCD2345', 'abcd2345'].map(readCode)).toEqual(Array(3).fill('ABCD-2345'));
  });

  it('is no id, and nothing with letters it never has', () => {
    const wrong = ['01890a5d-ac96-774b-bcce-b302099a8057', 'ABCI-2345', 'ABCD-2340', 'ABCD-23456', ''];
    expect(wrong.map(readCode)).toEqual(wrong.map(() => null));
  });
});
