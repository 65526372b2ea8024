import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ceilingOf, graceOf, stateOf, states } from './meter-state.js';

const amounts = fc.integer({ min: 0, max: 2 ** 45 });

describe('how far a meter is', () => {
  it('turns at 80, 100 and 120 % of the limit', () => {
    const at = [0, 79, 80, 99, 100, 119, 120, 500].map((used) => stateOf(used, 100));
    expect(at).toEqual(['ok', 'ok', 'near', 'near', 'over', 'over', 'exceeded', 'exceeded']);
  });

  it('is always in order without a limit, and never with a limit of nothing', () => {
    fc.assert(fc.property(amounts, (used) => stateOf(used, null) === 'ok'));
    expect(stateOf(0, 0)).toBe('exceeded');
  });

  it('never goes back when more is used', () => {
    const rank = (used: number, limit: number): number => states.indexOf(stateOf(used, limit));
    fc.assert(
      fc.property(amounts, amounts, amounts, (used, more, limit) => {
        expect(rank(used + more, limit)).toBeGreaterThanOrEqual(rank(used, limit));
      }),
    );
  });
});

describe('the most that may be used', () => {
  it('has a grace of a fifth, but not where only reading is left, and no end where owners are only told', () => {
    expect(['refuse', 'throttle', 'read_only', 'warn'].map((action) => ceilingOf(100, action))).toEqual([
      120,
      120,
      100,
      null,
    ]);
    expect(ceilingOf(null, 'refuse')).toBeNull();
  });

  it('is reached exactly when the limit is exceeded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (limit) => {
        expect(stateOf(graceOf(limit), limit)).toBe('exceeded');
        expect(stateOf(graceOf(limit) - 1, limit)).not.toBe('exceeded');
      }),
    );
  });
});
