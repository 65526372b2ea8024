import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOff, nextTry } from './back-off.js';

const policy = { attempts: 4, baseMs: 200, capMs: 5000, totalMs: 20_000 };

describe('the wait before another try', () => {
  it('doubles up to the cap, and anything from nothing to all of it may be waited', () => {
    const longest = [1, 2, 3, 4, 5, 6, 60].map((failures) => backOff(failures, policy, 1));
    expect(longest).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(backOff(6, policy, 0)).toBe(0);
  });

  it('is never shorter than what the server asked for, nor longer than its time', () => {
    fc.assert(
      fc.property(
        fc.record({
          failures: fc.integer({ min: 1, max: 9 }),
          elapsedMs: fc.nat(30_000),
          retryAfterMs: fc.nat(30_000),
        }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failed, random) => {
          const wait = nextTry(failed, policy, random);
          if (wait === null) return true;
          return (
            failed.failures < 4 && wait >= failed.retryAfterMs && failed.elapsedMs + wait <= policy.totalMs
          );
        },
      ),
    );
  });
});
