import { describe, expect, it } from '@jest/globals';
import { dayOf, forecast, monthLength, monthOf } from './period.js';

describe('the month of a moment', () => {
  it('is that of UTC, with the length it has', () => {
    const last = new Date('2028-02-29T23:59:59.999Z');
    expect([monthOf(last), dayOf(last), monthLength(last) / 86_400_000]).toEqual([
      '2028-02',
      '2028-02-29',
      29,
    ]);
  });

  it('goes on at the pace it had, and has none on its first day', () => {
    expect(forecast(100, new Date('2026-04-16T00:00:00Z'))).toBe(200);
    expect(forecast(100, new Date('2026-04-01T12:00:00Z'))).toBe(100);
  });
});
