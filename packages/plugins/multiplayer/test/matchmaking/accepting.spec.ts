import type { TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idIn, idOf, playerOf, serverWith, settle, type Matchmaking } from './kit.js';

const asked = (name: string, more: object = {}) => ({
  name,
  min_players: 3,
  max_players: 3,
  accept_seconds: 20,
  ...more,
});
let server: TestServer;
const as = (name: string): Matchmaking => playerOf(server, name);

/** Three players of a queue whose match was found. */
async function found(queue: string) {
  const names = ['ann', 'bob', 'cid'].map((name) => `${queue} ${name}`);
  const tickets = [];
  for (const name of names) {
    tickets.push(idIn(await as(name).join({ queue })));
    server.clock!.advance(1000);
  }
  await settle(server);
  return { names, tickets, players: names.map(as) };
}

describe('where matches are accepted', () => {
  beforeAll(async () => {
    server = await serverWith([
      ...['all', 'once', 'decline', 'silent'].map((name) => asked(name)),
      asked('penalty', { decline_penalty_seconds: 60 }),
    ]);
  });
  afterAll(() => server.stop());

  describe('a match that has to be accepted', () => {
    it('opens its room when all have accepted, and not before', async () => {
      const { players, tickets } = await found('all');
      const [first] = tickets;
      expect(await players[0]!.get(first!)).toMatchObject({
        status: 'accepting',
        match: { state: 'accepting', room_id: null },
      });
      await players[0]!.accept(first!);
      expect(await players[0]!.accept(first!)).toMatchObject({
        status: 'accepting',
        players: [{ accepted: true }],
      });
      await players[1]!.accept(tickets[1]!);
      const ready = await players[2]!.accept(tickets[2]!);
      expect(ready).toMatchObject({ status: 'matched', match: { state: 'ready' } });
      expect(ready.match!.room_id).not.toBeNull();
    });

    it('opens one room when all accept at the same moment', async () => {
      const { players, tickets } = await found('once');
      await Promise.all(players.map((player, at) => player.accept(tickets[at]!)));
      const told = await Promise.all(players.map((player, at) => player.get(tickets[at]!)));
      expect(new Set(told.map(({ match }) => match!.room_id)).size).toBe(1);
      for (const { match } of told) expect(match).toMatchObject({ state: 'ready' });
    });

    it('that is declined ends the decliner’s ticket; the others wait on and keep their waiting', async () => {
      const { players, tickets } = await found('decline');
      await players[1]!.accept(tickets[1]!);
      expect(await players[0]!.decline(tickets[0]!)).toBeNull();
      expect(await players[0]!.get(tickets[0]!)).toMatchObject({ status: 'cancelled', reason: 'declined' });
      const bob = await players[1]!.get(tickets[1]!);
      expect(bob).toMatchObject({
        status: 'waiting',
        reason: 'match_failed',
        players: [{ accepted: false }],
        match: null,
      });
      expect(bob.waiting_seconds).toBe(2);
      await expect(players[0]!.decline(tickets[0]!)).rejects.toMatchObject({
        code: 'matchmaking.not_accepting',
      });
    });

    it('that somebody does not answer ends their ticket when the time is over', async () => {
      const { players, tickets } = await found('silent');
      await players[0]!.accept(tickets[0]!);
      await players[1]!.accept(tickets[1]!);
      server.clock!.advance(20_001);
      await settle(server);
      expect(await players[2]!.get(tickets[2]!)).toMatchObject({
        status: 'cancelled',
        reason: 'not_accepted',
      });
      expect(await players[0]!.get(tickets[0]!)).toMatchObject({ status: 'waiting' });
    });

    it('keeps a decliner out of the queue for a while, where the queue says so', async () => {
      const { players, tickets, names } = await found('penalty');
      await players[0]!.leave(tickets[0]!);
      await expect(players[0]!.join({ queue: 'penalty' })).rejects.toMatchObject({
        code: 'matchmaking.penalised',
        data: { seconds: 60 },
      });
      server.clock!.advance(60_001);
      expect(await players[0]!.join({ queue: 'penalty' })).toMatchObject({ leader_id: idOf(names[0]!) });
    });
  });
});
