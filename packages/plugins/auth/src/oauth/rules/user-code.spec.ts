import { describe, expect, it } from '@jest/globals';
import { newUserCode, readUserCode } from './user-code.js';

describe('a code that a device shows', () => {
  it('has two times four letters of twenty that make no words and look like no others', () => {
    const codes = Array.from({ length: 200 }, newUserCode);
    for (const code of codes) expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(new Set(codes).size).toBe(200);
    expect(new Set(codes.join('')).size).toBe(21);
  });

  it('is read however it is typed', () => {
    for (const typed of ['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ', 'WDJB–MJHT'])
      expect(readUserCode(typed)).toBe('WDJBMJHT');
    for (const typed of ['', 'WDJB-MJH', 'WDJB-MJHTT', 'AEIO-UAEI', 'WDJB-MJH0'])
      expect(readUserCode(typed)).toBeNull();
  });
});
