import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SeatBook } from './seat-book.js';
import type { Role, Seat } from './seat.js';

const seatOf = (playerId: string, role: Role = 'player'): Seat => ({
  id: `seat of ${playerId}`,
  playerId,
  role,
  playerData: {},
  groups: new Set(),
  joinedAt: 0,
  since: 0,
  handled: 0,
  secret: '',
  line: null,
  encoding: 'json',
  features: new Set(),
  stateBytes: 0,
  heldUntil: null,
  lostAt: null,
});
const bookOf = (maxPlayers: number, maxSpectators = 1): SeatBook =>
  new SeatBook({ maxPlayers, maxSpectators });
const ids = (...names: string[]) => names.map((playerId) => ({ playerId }));

describe('seats', () => {
  it('are as many as there are, those that are kept included', () => {
    const book = bookOf(2);
    book.sit(seatOf('ann'));
    expect(book.reserve(ids('bob'), 15, 0)).toBe(true);
    expect([book.free(0), book.hasPlace('cid', 'player', 0), book.hasPlace('bob', 'player', 0)]).toEqual([
      0,
      false,
      true,
    ]);
  });

  it('that were kept are free when the time is over', () => {
    const book = bookOf(1);
    book.reserve(ids('bob'), 15, 0);
    expect([book.free(14), book.free(15)]).toEqual([0, 1]);
    expect([book.standing('bob', 14), book.standing('bob', 15)]).toEqual(['reserved', 'lapsed']);
    book.tidy(61_000);
    expect(book.standing('bob', 61_000)).toBe('stranger');
  });

  it('are kept for all of a party or for none', () => {
    const book = bookOf(2);
    expect(book.reserve(ids('a', 'b', 'c'), 15, 0)).toBe(false);
    expect(book.free(0)).toBe(2);
    expect(book.reserve(ids('a', 'b'), 15, 0)).toBe(true);
    expect(book.reserve(ids('a', 'b'), 30, 0)).toBe(true);
    expect(book.free(20)).toBe(0);
  });

  it('of spectators are counted apart', () => {
    const book = bookOf(1);
    book.sit(seatOf('ann'));
    expect(book.hasPlace('bob', 'spectator', 0)).toBe(true);
    book.sit(seatOf('bob', 'spectator'));
    expect(book.hasPlace('cid', 'spectator', 0)).toBe(false);
  });

  it('are found under the newest id only', () => {
    const book = bookOf(1);
    const seat = seatOf('ann');
    book.sit(seat);
    book.rename(seat, 'new');
    expect([book.withId('new'), book.withId('seat of ann')]).toEqual([seat, null]);
  });

  it('are not for banned players, until the ban is over or lifted', () => {
    const book = bookOf(1);
    book.ban('ann', 10);
    expect([book.standing('ann', 9), book.standing('ann', 10)]).toEqual(['banned', 'stranger']);
    book.ban('ann', 100);
    book.unban('ann');
    expect(book.standing('ann', 50)).toBe('stranger');
  });
});

/** The same rules, said as plainly as possible: who sits, and until when a seat is kept for whom. */
class Reference {
  readonly sitting = new Map<string, Role>();
  readonly kept = new Map<string, number>();
  readonly banned = new Map<string, number>();

  constructor(
    private readonly players: number,
    private readonly spectators: number,
  ) {}

  free(now: number): number {
    const taken = [...this.sitting.values()].filter((role) => role === 'player').length;
    return Math.max(0, this.players - taken - [...this.kept.values()].filter((until) => until > now).length);
  }

  joins(who: string, role: Role, now: number): boolean {
    if (this.sitting.has(who) || (this.banned.get(who) ?? 0) > now) return false;
    const watching = [...this.sitting.values()].filter((one) => one === 'spectator').length;
    const fits =
      role === 'spectator'
        ? watching < this.spectators
        : (this.kept.get(who) ?? 0) > now || this.free(now) > 0;
    if (!fits) return false;
    this.sitting.set(who, role);
    if (role === 'player') this.kept.delete(who);
    return true;
  }

  bans(who: string, until: number): boolean {
    this.kept.delete(who);
    this.banned.set(who, until);
    return this.sitting.delete(who);
  }

  keeps(party: readonly string[], until: number, now: number): boolean {
    const fresh = party.filter((id) => !this.sitting.has(id));
    const missing = fresh.filter((id) => !((this.kept.get(id) ?? 0) > now));
    const isBanned = missing.some((id) => (this.banned.get(id) ?? 0) > now);
    if (isBanned || missing.length > this.free(now)) return false;
    for (const id of fresh) this.kept.set(id, until);
    return true;
  }
}

const who = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const step = fc.oneof(
  fc.record({ do: fc.constant('join' as const), who, role: fc.constantFrom<Role>('player', 'spectator') }),
  fc.record({ do: fc.constant('leave' as const), who }),
  fc.record({
    do: fc.constant('reserve' as const),
    party: fc.uniqueArray(who, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ do: fc.constant('ban' as const), who }),
  fc.record({ do: fc.constant('release' as const), who }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Does the same to both, and says whether each of them let it happen. */
function live(book: SeatBook, reference: Reference, one: Step, now: number): [boolean, boolean] {
  switch (one.do) {
    case 'join': {
      const standing = book.standing(one.who, now);
      const may = standing !== 'seated' && standing !== 'banned' && book.hasPlace(one.who, one.role, now);
      if (may) book.sit(seatOf(one.who, one.role));
      return [may, reference.joins(one.who, one.role, now)];
    }
    case 'leave':
      return [book.rise(one.who) !== null, reference.sitting.delete(one.who)];
    case 'ban':
      book.ban(one.who, now + 7);
      return [book.rise(one.who) !== null, reference.bans(one.who, now + 7)];
    case 'release':
      book.release(one.who);
      reference.kept.delete(one.who);
      return [true, true];
    default:
      return [book.reserve(ids(...one.party), now + 5, now), reference.keeps(one.party, now + 5, now)];
  }
}

describe('a room’s seats', () => {
  it('agree with a plain account of them, whatever happens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), (players, steps) => {
        const [book, reference] = [bookOf(players), new Reference(players, 1)];
        steps.forEach((one, now) => {
          const [did, should] = live(book, reference, one, now);
          expect(did).toBe(should);
          expect(book.free(now)).toBe(reference.free(now));
          expect([...book.all()].map(({ playerId }) => playerId).toSorted()).toEqual(
            [...reference.sitting.keys()].toSorted(),
          );
          expect(book.count('player')).toBeLessThanOrEqual(players);
        });
      }),
      { numRuns: 1000 },
    );
  });
});
