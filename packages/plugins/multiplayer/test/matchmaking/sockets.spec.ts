import { Db } from '@aethex/core';
import { matchmaking } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TicketPresence } from '../../src/matchmaking/presence.js';
import { idIn, idOf, playerOf, serverWith, settle } from './kit.js';

let server: TestServer;
describe('a waiting player', () => {
  beforeAll(async () => {
    const duel = (name: string) => ({ name, min_players: 2, max_players: 2 });
    server = await serverWith([duel('frames'), duel('kept'), { ...duel('asked'), accept_seconds: 10 }]);
  });
  afterAll(() => server.stop());

  /** Time passes, and the server does what it does by itself meanwhile. */
  async function pass(seconds: number): Promise<void> {
    server.clock!.advance(seconds * 1000);
    await server.get(TicketPresence).keepAlive();
    await settle(server);
  }

  /** The ids of tickets that wait, without a call that would keep them. */
  async function waiting(): Promise<unknown[]> {
    const sql = `SELECT "id" FROM "multiplayer_tickets" WHERE "status" = 'waiting'`;
    return (await server.get(Db).read((em) => em.run(sql))).rows.map((row) => row['id']);
  }

  const statusOf = async (name: string, ticket: { ticket_id: string }): Promise<string> =>
    (await playerOf(server, name).mine()).tickets.find(({ ticket_id: id }) => id === ticket.ticket_id)!
      .status;

  describe('over a socket', () => {
    it('a player hears of the match, and joins its room with the seat that is kept', async () => {
      const ann = server.as('f ann');
      const ticket = await ann.socket(matchmaking).join({ queue: 'frames' });
      await playerOf(server, 'f bob').join({ queue: 'frames' });
      await settle(server);
      const socket = await ann.open();
      const found = await socket.next('match_found');
      expect(found).toMatchObject({
        ticket_id: ticket.ticket_id,
        queue: 'frames',
        state: 'ready',
        players: [{ player_id: idOf('f ann') }, { player_id: idOf('f bob') }],
        expires_at: server.clock!.now().getTime() + 15_000,
        server_ts: server.clock!.now().getTime(),
      });
      socket.send({ type: 'join_room', room_id: found.room_id });
      expect(await socket.next('room_joined')).toMatchObject({
        room: { room_id: found.room_id, visibility: 'private', properties: { queue: 'frames' } },
      });
      const stranger = await server.as('f stranger').open();
      stranger.send({ type: 'join_room', room_id: found.room_id });
      expect(await stranger.next('error')).toMatchObject({ code: 'rooms.not_found' });
    });

    it('a player is asked to accept, and hears that the match failed', async () => {
      const ann = server.as('a ann');
      await ann.socket(matchmaking).join({ queue: 'asked' });
      const bob = await playerOf(server, 'a bob').join({ queue: 'asked' });
      await settle(server);
      const socket = await ann.open();
      expect(await socket.next('match_found')).toMatchObject({ state: 'accepting', room_id: null });
      await playerOf(server, 'a bob').decline(idIn(bob));
      expect(await socket.next('queue_status')).toMatchObject({ status: 'waiting', reason: 'match_failed' });
    });

    it('a ticket stays while the socket is open, and for thirty seconds more', async () => {
      const ann = server.as('k ann');
      const ticket = await ann.socket(matchmaking).join({ queue: 'kept' });
      for (let round = 0; round < 4; round += 1) await pass(20);
      expect((await playerOf(server, 'k ann').mine()).tickets[0]).toMatchObject({ status: 'waiting' });
      const socket = await ann.open();
      socket.close();
      await socket.closed;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await pass(29);
      expect(await waiting()).toContain(ticket.ticket_id);
      await pass(2);
      expect(await statusOf('k ann', ticket)).toBe('expired');
    });
  });
});
