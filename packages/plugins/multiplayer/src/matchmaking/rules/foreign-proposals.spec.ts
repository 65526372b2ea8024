import { describe, expect, it } from '@jest/globals';
import { proposalsOf } from './foreign-proposals.js';
import type { WaitingTicket } from './ticket.js';

const ticket = (id: string, rating: number): WaitingTicket => ({
  id,
  since: 0,
  players: [{ id: `player of ${id}`, rating }],
  attributes: {},
  window: null,
  region: 'eu',
  latencies: {},
});
const waiting = [ticket('a', 1500), ticket('b', 1700)];

describe('what a matcher of somebody else’s says', () => {
  it('becomes a match', () => {
    expect(proposalsOf(waiting, [{ tickets: ['b', 'a'], teams: ['x', 'y'] }])).toEqual([
      { tickets: [waiting[1], waiting[0]], teams: ['x', 'y'], region: 'eu', spread: 200, backfill: null },
    ]);
  });

  it('is refused when it names a ticket twice, a strange one, or none', () => {
    expect(() => proposalsOf(waiting, [{ tickets: ['a'] }, { tickets: ['a', 'b'] }])).toThrow(
      'in two matches',
    );
    expect(() => proposalsOf(waiting, [{ tickets: ['c'] }])).toThrow('does not wait');
    expect(() => proposalsOf(waiting, [{ tickets: [] }])).toThrow('no tickets');
  });
});
