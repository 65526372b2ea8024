import { describe, expect, it } from '@jest/globals';
import { wakeUpsFor } from './wake-ups.js';

const now = new Date('2026-01-01T00:00:00Z');
const job = (id: string, ms: number, attempt = 0) => ({
  id,
  name: 'test.job',
  attempt,
  dueAt: new Date(now.getTime() + ms),
});

describe('wake-ups', () => {
  it('come at once for what is due, and later for what is due soon', () =>
    expect(wakeUpsFor([job('a', -5), job('b', 500)], now, 1_000)).toEqual([
      { data: { id: 'a' }, opts: { jobId: 'a.0' } },
      { data: { id: 'b' }, opts: { jobId: 'b.0', delay: 500 } },
    ]));

  it('are left out for what is due much later', () =>
    expect(wakeUpsFor([job('a', 1_001)], now, 1_000)).toEqual([]));

  it('differ from try to try', () => expect(wakeUpsFor([job('a', 0, 2)], now, 0)[0]?.opts.jobId).toBe('a.2'));
});
