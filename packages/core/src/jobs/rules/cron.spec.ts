import { describe, expect, it } from '@jest/globals';
import { ticksOf } from './cron.js';

const next = (cron: string, after: string): string =>
  ticksOf('test.job', cron)(new Date(after)).toISOString();

describe('a cron expression', () => {
  it('is read as UTC, summer time or not', () => {
    expect(next('0 4 * * *', '2026-03-28T23:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
    expect(next('30 1 * * *', '2026-10-25T00:00:00Z')).toBe('2026-10-25T01:30:00.000Z');
  });

  it('comes after the moment, never at it', () => {
    expect(next('*/5 * * * *', '2026-01-01T00:05:00Z')).toBe('2026-01-01T00:10:00.000Z');
    expect(next('*/5 * * * *', '2026-01-01T00:04:59.999Z')).toBe('2026-01-01T00:05:00.000Z');
  });

  it('may begin with seconds', () =>
    expect(next('*/10 * * * * *', '2026-01-01T00:00:01Z')).toBe('2026-01-01T00:00:10.000Z'));

  it.each(['nonsense', '* * * *', '61 * * * *', ''])('is refused in words: "%s"', (cron) =>
    expect(() => ticksOf('test.job', cron)).toThrow(/Job "test.job" cannot come at .* Write minute, hour/s),
  );

  it('is refused when it never comes', () =>
    expect(() => next('0 0 30 2 *', '2026-01-01T00:00:00Z')).toThrow(/it never comes/));
});
