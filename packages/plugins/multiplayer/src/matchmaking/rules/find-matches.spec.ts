import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { keysOf } from './acceptance.js';
import { findMatches } from './find-matches.js';
import { agrees } from './pair.js';
import { poolOf } from './pool.js';
import { QueueConfig, type QueueInput } from './queue-config.js';
import { waitedAt, type WaitingTicket } from './ticket.js';

const now = 1_000_000;
const queueOf = (more: Partial<QueueInput>): QueueConfig =>
  QueueConfig.parse({ name: 'q', min_players: 2, max_players: 2, ...more });
const ticket = (id: string, more: Partial<WaitingTicket> & { rating?: number; waited?: number } = {}) => {
  const { rating = 1500, waited = 0, ...rest } = more;
  const players = [{ id: `player of ${id}`, rating }];
  const since = now - waited * 1000;
  return { id, since, players, attributes: {}, window: null, region: null, latencies: {}, ...rest };
};
const idsOf = (queue: QueueConfig, tickets: readonly WaitingTicket[]): string[][] =>
  findMatches(queue, tickets, now).map((match) => match.tickets.map(({ id }) => id).toSorted());
const near = (max: number) => ({ type: 'difference', attribute: 'rating', max }) as const;

describe('a pass over a queue', () => {
  it('keeps apart who differs in what has to be equal', () => {
    const queue = queueOf({ rules: [{ type: 'equality', attribute: 'mode' }] });
    const of = (id: string, mode: string) => ticket(id, { attributes: { mode } });
    expect(idsOf(queue, [of('a', 'ctf'), of('b', 'duel'), of('c', 'ctf')])).toEqual([['a', 'c']]);
  });

  it('needs both to accept each other, not one of them', () => {
    const queue = queueOf({ rules: [near(100)] });
    const picky = ticket('a', { rating: 1500, window: [1490, 1510] });
    const open = ticket('b', { rating: 1400, window: [1000, 2000] });
    expect(idsOf(queue, [picky, open])).toEqual([]);
    expect(idsOf(queue, [{ ...picky, window: [1400, 1510] }, open])).toEqual([['a', 'b']]);
  });

  it('brings the nearest together', () => {
    const queue = queueOf({ rules: [near(500)] });
    const tickets = [1500, 1100, 1490, 1120].map((rating, at) => ticket(`t${at}`, { rating }));
    expect(idsOf(queue, tickets)).toEqual([
      ['t0', 't2'],
      ['t1', 't3'],
    ]);
  });

  it('holds out for a full match, and takes a smaller one after a while', () => {
    const queue = queueOf({ min_players: 2, max_players: 4, min_after_seconds: 10 });
    expect(idsOf(queue, [ticket('a', { waited: 9 }), ticket('b')])).toEqual([]);
    expect(idsOf(queue, [ticket('a', { waited: 10 }), ticket('b')])).toEqual([['a', 'b']]);
  });

  it('widens with the waiting of both', () => {
    const expansion = { linear: { every_seconds: 5, by: 50, limit: 300 } };
    const queue = queueOf({ rules: [{ ...near(100), expansion }] });
    const pair = (one: number, other: number) => [
      ticket('a', { rating: 1500, waited: one }),
      ticket('b', { rating: 1700, waited: other }),
    ];
    expect(idsOf(queue, pair(10, 9))).toEqual([]);
    expect(idsOf(queue, pair(10, 10))).toEqual([['a', 'b']]);
  });

  it('lets those do without a rule who have all waited for long enough', () => {
    const queue = queueOf({ rules: [{ type: 'region', optional_after_seconds: 30 }] });
    const pair = (one: number, other: number) => [
      ticket('a', { region: 'eu', waited: one }),
      ticket('b', { region: 'us', waited: other }),
    ];
    expect(idsOf(queue, pair(40, 29))).toEqual([]);
    expect(idsOf(queue, pair(40, 30))).toEqual([['a', 'b']]);
  });

  it('finds a region that is near to all', () => {
    const queue = queueOf({
      min_players: 3,
      max_players: 3,
      rules: [{ type: 'region', max_latency_ms: 100 }],
    });
    const tickets = [
      ticket('a', { latencies: { eu: 20, us: 90 } }),
      ticket('b', { latencies: { us: 15, asia: 80 } }),
      ticket('c', { latencies: { asia: 30, us: 99, eu: 40 } }),
    ];
    expect(findMatches(queue, tickets, now)).toMatchObject([{ region: 'us' }]);
  });

  it('wants enough in common of all, not of each two', () => {
    const queue = queueOf({
      min_players: 3,
      max_players: 3,
      rules: [{ type: 'intersection', attribute: 'maps', min: 1 }],
    });
    const of = (id: string, ...maps: string[]) => ticket(id, { attributes: { maps } });
    expect(idsOf(queue, [of('a', 'x', 'y'), of('b', 'y', 'z'), of('c', 'z', 'x')])).toEqual([]);
    expect(idsOf(queue, [of('a', 'x', 'y'), of('b', 'y', 'z'), of('c', 'z', 'y')])).toEqual([
      ['a', 'b', 'c'],
    ]);
  });

  it('refuses who lacks what the rule insists on, and takes the default where there is one', () => {
    const rule = { type: 'equality', attribute: 'mode' } as const;
    const pair = [ticket('a'), ticket('b', { attributes: { mode: 'duel' } })];
    expect(idsOf(queueOf({ rules: [{ ...rule, when_missing: 'refuse' }] }), pair)).toEqual([]);
    expect(idsOf(queueOf({ rules: [{ ...rule, when_missing: { default: 'ctf' } }] }), pair)).toEqual([]);
    expect(idsOf(queueOf({ rules: [{ ...rule, when_missing: { default: 'duel' } }] }), pair)).toEqual([
      ['a', 'b'],
    ]);
    expect(idsOf(queueOf({ rules: [{ ...rule, when_missing: 'any' }] }), pair)).toEqual([['a', 'b']]);
  });

  it('adds parties up where the nearest do not', () => {
    const queue = queueOf({ min_players: 5, max_players: 5, rules: [near(500)] });
    const party = (id: string, size: number, rating: number) => ({
      ...ticket(id),
      players: Array.from({ length: size }, (_, at) => ({ id: `${id}${at}`, rating })),
    });
    const tickets = [party('a', 2, 1500), party('b', 2, 1501), party('c', 2, 1502), party('d', 3, 1600)];
    expect(idsOf(queue, tickets)).toEqual([['a', 'd']]);
  });

  it('fills a running room first, whoever has waited longer, and never with another room', () => {
    const queue = queueOf({ min_players: 2, max_players: 2 });
    const room = (id: string, seats: number) => ({
      ...ticket(id, { players: [], waited: -5 }),
      backfill: { roomId: `room of ${id}`, free: [{ team: null, seats }] },
    });
    const found = findMatches(
      queue,
      [ticket('a', { waited: 60 }), ticket('b'), ticket('c'), room('r', 1), room('s', 0)],
      now,
    );
    expect(
      found.map(({ tickets, backfill }) => [backfill?.id ?? null, ...tickets.map(({ id }) => id)]),
    ).toEqual([
      ['r', 'a'],
      [null, 'b', 'c'],
    ]);
  });
});

describe('every pass', () => {
  const rules = [
    { type: 'equality', attribute: 'mode', when_missing: 'refuse' },
    { type: 'region', max_latency_ms: 100, expansion: { linear: { every_seconds: 10, by: 50, limit: 200 } } },
    { ...near(100), expansion: { linear: { every_seconds: 5, by: 50, limit: 400 } } },
    { type: 'intersection', attribute: 'maps', min: 1, when_missing: 'any' },
  ] as const;
  const players = fc.array(fc.integer({ min: 1000, max: 2000 }), { minLength: 1, maxLength: 3 });
  const one = fc.record({
    players,
    waited: fc.integer({ min: 0, max: 60 }),
    mode: fc.constantFrom('ctf', 'duel'),
    maps: fc.option(fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }), { nil: null }),
    latencies: fc.dictionary(fc.constantFrom('eu', 'us'), fc.integer({ min: 10, max: 250 })),
    window: fc.option(fc.tuple(fc.integer({ min: 900, max: 1500 }), fc.integer({ min: 1500, max: 2100 })), {
      nil: null,
    }),
  });
  const tickets = (most: number) =>
    fc.array(one, { maxLength: most }).map((all) =>
      all.map((about, at): WaitingTicket => {
        const attributes = { mode: about.mode, ...(about.maps && { maps: about.maps }) };
        const party = about.players.map((rating, nth) => ({ id: `${at}.${nth}`, rating }));
        const more = { players: party, attributes, latencies: about.latencies, region: 'eu' };
        const { waited, window } = about;
        return ticket(`t${String(at).padStart(3, '0')}`, { waited, window, ...more });
      }),
    );
  const sizes = fc.constantFrom([2, 2], [3, 4], [2, 5], [4, 6]);
  const queueFor = ([min_players, max_players]: readonly [number, number]) =>
    queueOf({
      min_players,
      max_players,
      min_after_seconds: 20,
      rules: [...rules],
    });

  /** Whether tickets may play together, said in the plainest way. */
  function mayPlay(queue: QueueConfig, group: readonly WaitingTicket[]): boolean {
    const waiting = group.map((each) => ({ ticket: each, seconds: waitedAt(each, now) }));
    const size = group.reduce((sum, each) => sum + each.players.length, 0);
    const isPatient = waiting.every(({ seconds }) => seconds < queue.min_after_seconds);
    if (size > queue.max_players || size < (isPatient ? queue.max_players : queue.min_players)) return false;
    const pairs = waiting.flatMap((mine, at) => waiting.slice(at + 1).map((other) => [mine, other] as const));
    if (!pairs.every(([mine, other]) => queue.rules.every((rule) => agrees(rule, mine, other)))) return false;
    const shared = poolOf(queue, [], now).exact.every((rule) => {
      const lists = waiting.map(({ ticket: each, seconds }) => keysOf(rule, each, seconds) ?? []);
      return lists[0]!.some((key) => lists.every((list) => list.includes(key)));
    });
    const maps = group.flatMap(({ attributes }) =>
      attributes['maps'] ? [attributes['maps'] as string[]] : [],
    );
    return shared && (maps.length < 2 || maps[0]!.some((map) => maps.every((list) => list.includes(map))));
  }

  function subsets<T>(all: readonly T[]): T[][] {
    return all.reduce<T[][]>((sets, each) => [...sets, ...sets.map((set) => [...set, each])], [[]]);
  }

  it('makes only matches in which everybody accepts everybody, and takes nobody twice', () => {
    fc.assert(
      fc.property(tickets(60), sizes, (waiting, size) => {
        const queue = queueFor(size);
        const found = findMatches(queue, waiting, now);
        for (const match of found) expect(mayPlay(queue, match.tickets)).toBe(true);
        const taken = found.flatMap((match) => match.tickets.map(({ id }) => id));
        expect(new Set(taken).size).toBe(taken.length);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves nobody waiting who could play', () => {
    fc.assert(
      fc.property(tickets(9), sizes, (waiting, size) => {
        const queue = queueFor(size);
        const taken = new Set(findMatches(queue, waiting, now).flatMap((match) => match.tickets));
        const left = waiting.filter((each) => !taken.has(each));
        expect(subsets(left).filter((group) => group.length > 0 && mayPlay(queue, group))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('lets the oldest play whenever it could: nobody starves', () => {
    fc.assert(
      fc.property(tickets(9), sizes, (waiting, size) => {
        fc.pre(waiting.length > 0);
        const queue = queueFor(size);
        const [oldest] = poolOf(queue, waiting, now).tickets;
        const could = subsets(waiting.filter((each) => each !== oldest)).some((group) =>
          mayPlay(queue, [oldest!, ...group]),
        );
        const plays = findMatches(queue, waiting, now).some((match) => match.tickets.includes(oldest!));
        expect(plays).toBe(could);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for the same tickets, in whatever order they come', () => {
    fc.assert(
      fc.property(tickets(40), sizes, fc.infiniteStream(fc.nat()), (waiting, size, keys) => {
        const queue = queueFor(size);
        const shuffled = waiting.toSorted((mine, other) => keys.next().value! - mine.since + other.since);
        expect(findMatches(queue, shuffled, now)).toEqual(findMatches(queue, waiting, now));
      }),
      { numRuns: 100 },
    );
  });
});
