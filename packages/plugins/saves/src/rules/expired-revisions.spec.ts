import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expiredRevisions, type Aged, type KeepPolicy } from './expired-revisions.js';

const day = 86_400_000;
const now = new Date('2026-03-10T12:00:00Z');
const at = (daysAgo: number, hour = 12): Date =>
  new Date(Date.UTC(2026, 2, 10) - daysAgo * day + hour * 3_600_000);
const none: ReadonlySet<number> = new Set();
const numbers = (revisions: readonly Aged[]): number[] => revisions.map(({ revision }) => revision);

describe('a history', () => {
  const revisions = [
    { revision: 1, createdAt: at(40) },
    { revision: 2, createdAt: at(3, 8) },
    { revision: 3, createdAt: at(3, 9) },
    { revision: 4, createdAt: at(1, 8) },
    { revision: 5, createdAt: at(1, 23) },
    { revision: 6, createdAt: at(0, 8) },
  ];

  it('keeps the newest revisions', () =>
    expect(numbers(expiredRevisions(revisions, { history: 2, daily: 0, now, inUse: none }))).toEqual([
      4, 3, 2, 1,
    ]));
  it('keeps the last revision of each recent day besides', () =>
    expect(numbers(expiredRevisions(revisions, { history: 1, daily: 30, now, inUse: none }))).toEqual([
      4, 2, 1,
    ]));
  it('counts today among the days', () => {
    expect(numbers(expiredRevisions(revisions, { history: 1, daily: 3, now, inUse: none }))).toContain(3);
    expect(numbers(expiredRevisions(revisions, { history: 1, daily: 4, now, inUse: none }))).not.toContain(3);
  });
  it('keeps what an open conflict refers to', () =>
    expect(
      numbers(expiredRevisions(revisions, { history: 1, daily: 0, now, inUse: new Set([2, 4]) })),
    ).toEqual([5, 3, 1]));
});

const history = fc
  .array(fc.nat({ max: 60 * day }), { minLength: 1, maxLength: 60 })
  .map((ages) =>
    ages
      .toSorted((one, other) => other - one)
      .map((age, index) => ({ revision: index + 1, createdAt: new Date(now.getTime() - age) })),
  );
const policy = fc.record({ history: fc.integer({ min: 1, max: 12 }), daily: fc.nat({ max: 40 }) });
const used = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((some) => new Set(some));

describe('whatever the history', () => {
  const property = (
    check: (rows: Aged[], old: number[], wish: KeepPolicy, inUse: Set<number>) => void,
  ): void =>
    fc.assert(
      fc.property(history, policy, used, (rows, wish, inUse) =>
        check(rows, numbers(expiredRevisions(rows, { ...wish, now, inUse })), wish, inUse),
      ),
    );

  it('the current revision stays', () => property((rows, old) => expect(old).not.toContain(rows.length)));
  it('the newest revisions stay', () =>
    property((rows, old, wish) => {
      for (const { revision } of rows.slice(-wish.history)) expect(old).not.toContain(revision);
    }));
  it('no revision that is in use goes', () =>
    property((_, old, __, inUse) => expect(old.filter((one) => inUse.has(one))).toEqual([])));
  it('every recent day keeps its last revision, and no old day keeps more than the policy says', () =>
    property((rows, old, wish, inUse) => {
      const today = Math.floor(now.getTime() / day);
      const lastOf = new Map(
        rows.map(({ revision, createdAt }) => [Math.floor(createdAt.getTime() / day), revision]),
      );
      const daily = new Set(
        [...lastOf].filter(([date]) => date > today - wish.daily).map(([, revision]) => revision),
      );
      for (const { revision } of rows.slice(0, -wish.history))
        expect(old.includes(revision)).toBe(!daily.has(revision) && !inUse.has(revision));
    }));
  it('the order of the rows changes nothing', () =>
    property((rows, old, wish, inUse) => {
      const turned = expiredRevisions(rows.toReversed(), { ...wish, now, inUse });
      expect(numbers(turned)).toEqual(old);
    }));
  it('pruning twice removes no more than pruning once', () =>
    property((rows, old, wish, inUse) => {
      const kept = rows.filter(({ revision }) => !old.includes(revision));
      expect(expiredRevisions(kept, { ...wish, now, inUse })).toEqual([]);
    }));
});
