import { describe, expect, it } from '@jest/globals';
import type { RoomInfo } from '@aethex/protocol';
import { pickRooms, type RoomCursor } from './pick-rooms.js';

const room = (room_id: string, more: Partial<RoomInfo> = {}): RoomInfo => ({
  room_id,
  code: 'ABCD-2345',
  game_id: 'default',
  kind: 'relay',
  visibility: 'public',
  has_password: false,
  locked: false,
  host_id: null,
  players: 0,
  spectators: 0,
  max_players: 2,
  tick_rate: 20,
  hold_seconds: 30,
  properties: {},
  revision: 0,
  created_at: 0,
  ...more,
});
const all = { limit: 50, after: null };
const ids = (rooms: readonly RoomInfo[]): string[] => rooms.map(({ room_id }) => room_id);

describe('a list of rooms', () => {
  it('has the newest first', () => {
    const rooms = [room('a', { created_at: 1 }), room('c', { created_at: 2 }), room('b', { created_at: 2 })];
    expect(ids(pickRooms(rooms, {}, all).page)).toEqual(['c', 'b', 'a']);
  });

  it('goes on page by page and says when it is at its end', () => {
    const rooms = Array.from({ length: 7 }, (_, i) => room(`r${i}`, { created_at: i >> 1 }));
    const seen: string[] = [];
    let after: RoomCursor | null = null;
    do {
      const { page, next }: ReturnType<typeof pickRooms> = pickRooms(rooms, {}, { limit: 3, after });
      seen.push(...ids(page));
      after = next;
    } while (after);
    expect(seen).toEqual(ids(pickRooms(rooms, {}, all).page));
    expect(seen).toHaveLength(7);
  });

  it('can be of one kind, and of rooms with a free seat', () => {
    const rooms = [
      room('a', { kind: 'duel' }),
      room('b', { players: 2 }),
      room('c', { locked: true }),
      room('d', { players: 1 }),
    ];
    expect(ids(pickRooms(rooms, { kind: 'duel' }, all).page)).toEqual(['a']);
    expect(ids(pickRooms(rooms, { has_free_seats: true }, all).page).toSorted()).toEqual(['a', 'd']);
  });

  it('can be of rooms with certain properties, or with a text among them', () => {
    const rooms = [
      room('a', { properties: { map: 'Harbour', size: { x: 1 } } }),
      room('b', { properties: { map: 'Desert' } }),
    ];
    expect(ids(pickRooms(rooms, { properties: { map: 'Harbour', size: { x: 1 } } }, all).page)).toEqual([
      'a',
    ]);
    expect(ids(pickRooms(rooms, { properties: { toString: 1 } }, all).page)).toEqual([]);
    expect(ids(pickRooms(rooms, { search: 'arb' }, all).page)).toEqual(['a']);
  });
});
