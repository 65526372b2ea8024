import { describe, expect, it } from '@jest/globals';
import { closeCodes, mayReconnect } from './close-codes.js';

const all = Object.entries(closeCodes).map(([name, about]) => ({ name, ...about }));

describe('close codes', () => {
  it('are each used once', () => {
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  });

  it.each(all)('$name is a code of the standard or one of the two private ranges', ({ code }) => {
    expect([1003, 1009, 1011].includes(code) || (code >= 4000 && code <= 4999)).toBe(true);
  });

  it.each(all)('$name has a reason that fits into a close frame', ({ reason }) => {
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  it('tell clients to reconnect below 4500 and from there on not', () => {
    const again = [
      'draining',
      'slow_consumer',
      'heartbeat_timeout',
      'rate_limited',
      'token_expired',
    ] as const;
    const never = [
      'protocol_violation',
      'auth_failed',
      'session_revoked',
      'replaced',
      'account_deleted',
    ] as const;
    expect(again.every((name) => mayReconnect(closeCodes[name].code))).toBe(true);
    expect(never.some((name) => mayReconnect(closeCodes[name].code))).toBe(false);
    expect([4499, 4500].map(mayReconnect)).toEqual([true, false]);
  });

  it('keep the numbers clients know', () => {
    expect(Object.fromEntries(all.map(({ name, code }) => [name, code]))).toMatchObject({
      draining: 4000,
      slow_consumer: 4001,
      heartbeat_timeout: 4002,
      rate_limited: 4003,
      dependency_unavailable: 4004,
      token_expired: 4005,
      state_lost: 4006,
      protocol_violation: 4500,
      auth_failed: 4501,
      auth_timeout: 4502,
      session_revoked: 4503,
      replaced: 4504,
      forbidden: 4505,
      unsupported_version: 4506,
      too_many_connections: 4507,
      account_deleted: 4508,
    });
  });
});
