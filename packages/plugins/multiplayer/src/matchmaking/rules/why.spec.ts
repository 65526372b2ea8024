import { describe, expect, it } from '@jest/globals';
import { QueueConfig } from './queue-config.js';
import type { WaitingTicket } from './ticket.js';
import { explain } from './why.js';

const now = 1_000_000;
const ticket = (id: string, rating: number, more: Partial<WaitingTicket> = {}): WaitingTicket => ({
  id,
  since: now,
  players: [{ id: `player of ${id}`, rating }],
  attributes: {},
  window: null,
  region: null,
  latencies: {},
  ...more,
});
const queue = QueueConfig.parse({
  name: 'q',
  min_players: 2,
  max_players: 4,
  min_after_seconds: 30,
  rules: [
    { type: 'equality', attribute: 'mode', optional_after_seconds: 60 },
    {
      type: 'difference',
      attribute: 'rating',
      max: 100,
      expansion: { linear: { every_seconds: 10, by: 100, limit: 300 } },
    },
  ],
});
const of = (mode: string, rating: number, waited = 0) =>
  ticket(`${mode}${rating}`, rating, { attributes: { mode }, since: now - waited * 1000 });

describe('explain', () => {
  it('counts for each rule whom it turns away, alone or not, and whom it lets in at its limit', () => {
    const others = [of('ctf', 1500), of('duel', 1550), of('duel', 1750), of('ctf', 2000)];
    const { rules, compatible } = explain(queue, of('duel', 1500), others, now);
    expect(compatible).toBe(1);
    expect(rules).toEqual([
      { rule: 'equality of mode', turned_away: 2, only_by_this: 1, let_in_at_limit: 2 },
      { rule: 'difference of rating', turned_away: 2, only_by_this: 1, let_in_at_limit: 1 },
    ]);
  });

  it('says when enough accept each other, by the waiting of both', () => {
    const inSeconds = (others: readonly WaitingTicket[], mine = of('duel', 1500)): number | null =>
      explain(queue, mine, others, now).widens_in_seconds;
    expect(inSeconds([of('duel', 1600)])).toBe(0);
    expect(inSeconds([of('duel', 1650, 15)], of('duel', 1500, 5))).toBe(5);
    expect(inSeconds([of('duel', 1800)])).toBe(20);
    expect(inSeconds([of('duel', 1801)])).toBeNull();
    expect(inSeconds([of('ctf', 1500, 55)], of('duel', 1500, 50))).toBe(10);
  });

  it('shows who is nearest, without whose tickets they are', () => {
    const { nearest } = explain(queue, of('duel', 1500), [of('ctf', 1400, 7), of('duel', 1900)], now);
    expect(nearest).toEqual([
      { players: 1, waiting_seconds: 7, rating_difference: -100, refused_by: ['equality of mode'] },
      { players: 1, waiting_seconds: 0, rating_difference: 400, refused_by: ['difference of rating'] },
    ]);
  });

  it('says it in sentences', () => {
    expect(explain(queue, of('duel', 1500), [], now).sentences).toEqual(['Nobody else waits in this queue.']);
    expect(explain(queue, of('duel', 1500, 12), [of('duel', 1550)], now).sentences).toEqual([
      '1 waiting ticket with 1 player would do; 3 players more are needed.',
      'It holds out for 4 players for 18 more seconds, and then takes 2.',
    ]);
    expect(explain(queue, of('duel', 1500), [of('duel', 2500)], now).sentences.at(-1)).toBe(
      'Even fully widened, the rules leave too few of those who wait now.',
    );
  });
});
