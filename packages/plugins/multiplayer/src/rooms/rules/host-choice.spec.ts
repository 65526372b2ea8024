import { describe, expect, it } from '@jest/globals';
import { nextHost } from './host-choice.js';

const seat = (playerId: string, joinedAt: number, more: object = {}) => ({
  playerId,
  joinedAt,
  role: 'player' as const,
  lostAt: null,
  ...more,
});

describe('the next host', () => {
  it('is who has been there longest', () => expect(nextHost([seat('b', 2), seat('a', 1)])).toBe('a'));

  it('is who sat down first of those who came in one millisecond', () =>
    expect(nextHost([seat('b', 1), seat('a', 1)])).toBe('b'));

  it('is nobody who is away or only watches', () => {
    const seats = [seat('a', 1, { lostAt: 5 }), seat('b', 2, { role: 'spectator' }), seat('c', 3)];
    expect(nextHost(seats)).toBe('c');
    expect(nextHost(seats.slice(0, 2))).toBeNull();
  });
});
