import { describe, expect, it } from '@jest/globals';
import { replayTable } from './replay-table.js';

const replay = {
  queue: 'duel',
  tickets: 120,
  matched: 110,
  cancelled: 6,
  unmatched: 4,
  matches: 55,
  full_matches: 55,
  wait: { p50: 4.4, p90: 17, p99: 41 },
  spread: { p50: 31, p90: 80, p99: 99 },
  imbalance: { p50: null, p90: null, p99: null },
};

describe('replayTable', () => {
  it('has a row for each configuration and queue, its numbers below each other', () => {
    const other = { ...replay, tickets: 9, wait: { p50: null, p90: null, p99: null } };
    expect(
      replayTable([
        { name: 'now.json', replays: [replay] },
        { name: 'b.json', replays: [other] },
      ]),
    ).toBe(
      `${[
        'configuration  queue  tickets  matched  gave up  left   full  wait p50  p90  p99  spread p50  p90',
        'now.json       duel       120      110        6     4  55/55         4   17   41          31   80',
        'b.json         duel         9      110        6     4  55/55         -    -    -          31   80',
      ].join('\n')}\n`,
    );
  });
});
