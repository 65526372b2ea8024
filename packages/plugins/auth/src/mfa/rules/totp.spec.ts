import { describe, expect, it } from '@jest/globals';
import { appUri, newSecret, stepOf } from './totp.js';

/** `12345678901234567890` in base32: the secret of RFC 6238, appendix B. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('codes of authenticator apps', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at second %i', (seconds, code) => {
    expect(stepOf(secret, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('fit one step early and one step late, and no further', () => {
    const steps = [-60, -31, -30, 0, 29, 59, 60].map((by) =>
      stepOf(secret, '005924', at(1_234_567_890 + by)),
    );
    const own = Math.floor(1_234_567_890 / 30);
    expect(steps).toEqual([null, null, own, own, own, own, null]);
  });

  it.each(['', '28708', '2870822', ' 287082', '28708a', '٢٨٧٠٨٢'])('are not "%s"', (typed) => {
    expect(stepOf(secret, typed, at(59))).toBeNull();
  });

  it('come from a secret of 160 bits, another one each time', () => {
    expect(newSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newSecret()).not.toBe(newSecret());
  });

  it('are told to an app by a URI that names issuer and account', () => {
    const uri = new URL(appUri('Star Fall', 'ann@example.com', secret));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Star Fall:ann@example.com',
    ]);
    expect(uri.searchParams.get('secret')).toBe(secret);
    expect(uri.searchParams.get('issuer')).toBe('Star Fall');
  });
});
