import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { splitIntoTeams, spread } from './teams.js';

const open = { balance: null, similarity: null };
const party = (...ratings: number[]) => ({ size: ratings.length, total: ratings.reduce((a, b) => a + b, 0) });
const equal = (size: number) => [
  { min: size, max: size },
  { min: size, max: size },
];

describe('splitIntoTeams', () => {
  it('never splits a party and fills every team', () => {
    const parties = [party(1500, 1500), party(1500), party(1500), party(1500, 1500)];
    const split = splitIntoTeams(parties, equal(3), open)!;
    for (const team of [0, 1])
      expect(parties.filter((_, at) => split[at] === team).reduce((sum, { size }) => sum + size, 0)).toBe(3);
  });

  it('goes back when the largest first does not fit', () => {
    const parties = [party(1, 1, 1), party(1, 1, 1), party(1, 1), party(1, 1)];
    expect(
      splitIntoTeams(
        parties,
        [
          { min: 6, max: 6 },
          { min: 4, max: 4 },
        ],
        open,
      ),
    ).not.toBeNull();
    expect(splitIntoTeams([party(1, 1, 1), party(1, 1, 1), party(1, 1, 1)], equal(5), open)).toBeNull();
  });

  it('brings the averages near each other, and refuses what stays too uneven', () => {
    const parties = [1900, 1500, 1500, 1100].map((rating) => party(rating));
    const split = splitIntoTeams(parties, equal(2), open)!;
    expect(split[0]).toBe(split[3]);
    const uneven = [2500, 1500, 1500, 1500].map((rating) => party(rating));
    expect(splitIntoTeams(uneven, equal(2), { ...open, balance: 499 })).toBeNull();
    expect(splitIntoTeams(uneven, equal(2), { ...open, balance: 500 })).not.toBeNull();
  });

  it('keeps a large party from playing against strangers where the rule says so', () => {
    const parties = [party(1, 1, 1), party(1), party(1), party(1)];
    expect(splitIntoTeams(parties, equal(3), { ...open, similarity: 1 })).toBeNull();
    expect(splitIntoTeams(parties, equal(3), { ...open, similarity: 2 })).not.toBeNull();
  });

  it('is within a tenth of the best split of single players', () => {
    const ratings = fc.array(fc.integer({ min: 1000, max: 2000 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(ratings, (all) => {
        const gap = (isFirst: readonly boolean[]): number => {
          const sum = (side: boolean) =>
            all.reduce((total, rating, at) => total + (isFirst[at] === side ? rating : 0), 0);
          return Math.abs(sum(true) - sum(false)) / 3;
        };
        const ways = Array.from({ length: 64 }, (_, bits) => all.map((__, at) => ((bits >> at) & 1) === 1));
        const best = Math.min(...ways.filter((way) => way.filter(Boolean).length === 3).map(gap));
        const split = splitIntoTeams(
          all.map((rating) => party(rating)),
          equal(3),
          open,
        )!;
        expect(gap(split.map((team) => team === 0))).toBeLessThanOrEqual(best + spread(all) * 0.1);
      }),
    );
  });
});
