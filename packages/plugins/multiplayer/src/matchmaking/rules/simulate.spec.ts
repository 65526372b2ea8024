import { describe, expect, it } from '@jest/globals';
import { QueueConfig, type QueueInput } from './queue-config.js';
import { RecordedLine, ticketOfLine } from './recording.js';
import { replay } from './simulate.js';

const start = Date.parse('2026-01-01T12:00:00.000Z');
const line = (second: number, rating: number, more: object = {}) =>
  RecordedLine.parse({
    at: new Date(start + second * 1000).toISOString(),
    queue: 'q',
    ratings: [rating],
    ...more,
  });
const queue = (more: Partial<QueueInput> = {}) =>
  QueueConfig.parse({ name: 'q', min_players: 2, max_players: 2, ...more });
const near = (max: number) => [{ type: 'difference' as const, attribute: 'rating', max }];
const run = (lines: readonly RecordedLine[], config: QueueConfig) => replay(config, lines.map(ticketOfLine));

describe('replay', () => {
  it('tells how long recorded tickets would have waited', () => {
    const lines = [line(0, 1500), line(8, 1500), line(20, 1500), line(22, 1500)];
    expect(run(lines, queue())).toEqual({
      queue: 'q',
      tickets: 4,
      matched: 4,
      cancelled: 0,
      unmatched: 0,
      matches: 2,
      full_matches: 2,
      wait: { p50: 0, p90: 8, p99: 8 },
      spread: { p50: 0, p90: 0, p99: 0 },
      imbalance: { p50: null, p90: null, p99: null },
    });
  });

  it('shows what another configuration costs: shorter waits, wider matches', () => {
    const lines = Array.from({ length: 40 }, (_, at) => line(at, 1000 + ((at * 397) % 1000)));
    const [strict, loose] = [run(lines, queue({ rules: near(50) })), run(lines, queue({ rules: near(500) }))];
    expect(loose.wait.p90!).toBeLessThan(strict.wait.p90!);
    expect(loose.spread.p50!).toBeGreaterThan(strict.spread.p50!);
    expect(strict.matched + strict.unmatched).toBe(40);
  });

  it('lets those go who had given up, when they had', () => {
    const gaveUp = { cancelled_at: new Date(start + 5000).toISOString() };
    expect(run([line(0, 1500, gaveUp), line(10, 1500)], queue())).toMatchObject({
      matched: 0,
      cancelled: 1,
      unmatched: 1,
    });
    expect(run([line(0, 1500, gaveUp), line(3, 1500)], queue())).toMatchObject({ matched: 2, cancelled: 0 });
  });

  it('keeps parties whole and tells how even the teams were', () => {
    const lines = [line(0, 0, { ratings: [1500, 1700] }), line(1, 0, { ratings: [1400, 1600] })];
    const teams = QueueConfig.parse({ name: 'q', team_size: 2 });
    expect(run(lines, teams)).toMatchObject({ matches: 1, spread: { p50: 300 }, imbalance: { p50: 100 } });
  });
});
