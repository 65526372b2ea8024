import { describe, expect, it } from '@jest/globals';
import { newRecoveryCodes, readRecoveryCode } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are ten, all different, and without signs that look alike', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^(?:[a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
  });

  it('are read however they are typed', () => {
    expect(readRecoveryCode(' K3FP 7x2m-q9wdh5tn ')).toBe('k3fp7x2mq9wdh5tn');
  });

  it.each(['', '123456', 'k3fp-7x2m-q9wd', 'k3fp-7x2m-q9wd-h5t0', 'k3fp-7x2m-q9wd-h5tn-aaaa'])(
    'are not taken for one when "%s" is typed',
    (typed) => {
      expect(readRecoveryCode(typed)).toBeNull();
    },
  );
});
