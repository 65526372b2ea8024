import { describe, expect, it } from '@jest/globals';
import { refreshVerdict, type RefreshFacts } from './refresh-verdict.js';

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(start + seconds * 1000);
const grace = 10_000;
const session: RefreshFacts = {
  refreshHash: 'current',
  previousHash: 'parent',
  rotatedAt: at(0),
  refreshExpiresAt: at(1000),
  endsAt: at(2000),
  revokedAt: null,
};

describe('a refresh token', () => {
  it('is current when it is the newest of its session', () => {
    expect(refreshVerdict(session, 'current', at(5), grace)).toBe('current');
    expect(refreshVerdict({ ...session, previousHash: null, rotatedAt: null }, 'current', at(5), grace)).toBe(
      'current',
    );
  });

  it('is a repeat within the grace after it was exchanged', () => {
    expect(refreshVerdict(session, 'parent', at(0), grace)).toBe('repeat');
    expect(refreshVerdict(session, 'parent', at(10), grace)).toBe('repeat');
  });

  it('is reused after the grace', () => {
    expect(refreshVerdict(session, 'parent', at(10.001), grace)).toBe('reused');
  });

  it('is reused at any time when it is older than the last exchange', () => {
    expect(refreshVerdict(session, 'grandparent', at(0), grace)).toBe('reused');
  });

  it('is over with its session', () => {
    expect(refreshVerdict({ ...session, revokedAt: at(1) }, 'current', at(2), grace)).toBe('over');
    expect(refreshVerdict({ ...session, revokedAt: at(1) }, 'grandparent', at(2), grace)).toBe('over');
    expect(refreshVerdict(session, 'current', at(1000), grace)).toBe('over');
    expect(refreshVerdict({ ...session, endsAt: at(100) }, 'current', at(100), grace)).toBe('over');
  });
});
