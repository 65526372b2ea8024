import { matchmaking, rooms, type ClientOf } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idIn, idOf, playerOf, serverWith, settle, type Matchmaking } from './kit.js';

let server: TestServer;
const as = (name: string): Matchmaking => playerOf(server, name);
const roomsOf = (name: string): ClientOf<typeof rooms> => server.as(name).direct(rooms);

/** A room of this player's that is under way. */
async function roomOf(host: string): Promise<string> {
  const socket = await server.as(host).open();
  const { room_id } = await roomsOf(host).create({ max_players: 4 });
  socket.send({ type: 'join_room', room_id });
  await socket.next('room_joined');
  return room_id;
}

describe('rooms under way', () => {
  beforeAll(async () => {
    const duel = (name: string) => ({ name, min_players: 2, max_players: 2 });
    server = await serverWith(['first', 'teams', 'stale', 'gone', 'hosts'].map(duel));
  });
  afterAll(() => server.stop());

  describe('a room that seeks players', () => {
    it('comes first: whoever waits gets a seat in it, until its seats are taken', async () => {
      const room_id = await roomOf('host');
      const sought = await as('host').openBackfill({ room_id, queue: 'first', free: [{ seats: 2 }] });
      expect(sought).toMatchObject({ status: 'open', generation: 1, free: [{ team: null, seats: 2 }] });
      const tickets = [];
      for (const name of ['ann', 'bob', 'cid']) tickets.push(idIn(await as(name).join({ queue: 'first' })));
      await settle(server);
      for (const [at, name] of ['ann', 'bob'].entries())
        expect(await as(name).get(tickets[at]!)).toMatchObject({ status: 'matched', match: { room_id } });
      expect(await as('cid').get(tickets[2]!)).toMatchObject({ status: 'waiting' });
      expect(await as('host').getBackfill({ backfill_id: sought.backfill_id })).toMatchObject({
        status: 'filled',
        free: [{ seats: 0 }],
      });
      const socket = await server.as('ann').open();
      socket.send({ type: 'join_room', room_id });
      await socket.next('room_joined');
      expect(await as('ann').stats({ queue: 'first' })).toMatchObject({ matches: 0, wait_p50_seconds: null });
    });

    it('puts players where its teams have seats', async () => {
      const room_id = await roomOf('t host');
      const free = [
        { team: 'red', seats: 0 },
        { team: 'blue', seats: 1 },
      ];
      await as('t host').openBackfill({ room_id, queue: 'teams', free });
      const ticket = await as('t ann').join({ queue: 'teams' });
      await settle(server);
      expect(await as('t ann').get(idIn(ticket))).toMatchObject({ players: [{ team: 'blue' }] });
    });

    it('is changed only by whoever has seen its last state', async () => {
      const room_id = await roomOf('s host');
      const { backfill_id } = await as('s host').openBackfill({
        room_id,
        queue: 'stale',
        free: [{ seats: 2 }],
      });
      await as('s ann').join({ queue: 'stale' });
      await settle(server);
      const stale = as('s host').updateBackfill({ backfill_id, generation: 1, free: [{ seats: 2 }] });
      await expect(stale).rejects.toMatchObject({
        code: 'matchmaking.backfill_changed',
        data: { generation: 2 },
      });
      expect(
        await as('s host').updateBackfill({ backfill_id, generation: 2, free: [{ seats: 3 }] }),
      ).toMatchObject({ generation: 3, free: [{ seats: 3 }] });
    });

    it('that is gone leaves its players waiting', async () => {
      const room_id = await roomOf('g host');
      await as('g host').openBackfill({ room_id, queue: 'gone', free: [{ seats: 2 }] });
      await roomsOf('g host').close({ room_id });
      const ticket = await as('g ann').join({ queue: 'gone' });
      await settle(server);
      expect(await as('g ann').get(idIn(ticket))).toMatchObject({ status: 'waiting', reason: 'room_gone' });
    });

    it('is its host’s, or a server’s, to open and close', async () => {
      const room_id = await roomOf('h host');
      const ask = { room_id, queue: 'hosts', free: [{ seats: 1 }] };
      await expect(as('h stranger').openBackfill(ask)).rejects.toMatchObject({ code: 'matchmaking.no_room' });
      const permissions = ['multiplayer.moderate'];
      const studio = server.as('studio', { who: 'server', permissions }).direct(matchmaking);
      const { backfill_id } = await studio.openBackfill(ask);
      await expect(as('h stranger').closeBackfill({ backfill_id })).rejects.toMatchObject({
        code: 'matchmaking.no_backfill',
      });
      expect(await as('h host').closeBackfill({ backfill_id })).toBeNull();
      const ticket = await as('h ann').join({ queue: 'hosts' });
      await settle(server);
      expect(await as('h ann').get(idIn(ticket))).toMatchObject({
        status: 'waiting',
        leader_id: idOf('h ann'),
      });
    });
  });
});
