import { matchmaking } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idIn, idOf, playerOf, serverWith, settle, type Matchmaking } from './kit.js';

const duel = (name: string) => ({ name, min_players: 2, max_players: 2 });
const teams = (name: string) => ({ name, team_size: 2 });
let server: TestServer;
/** A player of this name. */
const as = (name: string): Matchmaking => playerOf(server, name);

describe('in a queue', () => {
  beforeAll(async () => {
    server = await serverWith([
      ...['wire', 'once', 'twice', 'theirs', 'silent', 'mode', 'first'].map(duel),
      { ...duel('second'), max_players: 4, min_after_seconds: 60 },
      ...['whole', 'place', 'strangers', 'together'].map(teams),
    ]);
  });
  afterAll(() => server.stop());

  describe('a ticket', () => {
    it('of the seed is taken as written and finds its like', async () => {
      const wish = { mode: 'deathmatch', region: 'us-east', skill_range: [1000, 1500] as [number, number] };
      const ann = await as('ann').join(wish);
      expect(ann).toMatchObject({ queue: 'default', status: 'waiting', attributes: { mode: 'deathmatch' } });
      await as('cid').join({ ...wish, mode: 'ctf' });
      const bob = await as('bob').join(wish);
      await settle(server);
      expect(await as('bob').get(idIn(bob))).toMatchObject({ status: 'waiting' });
      server.clock!.advance(10_000);
      await settle(server);
      const told = await as('bob').get(idIn(bob));
      expect(told).toMatchObject({
        status: 'matched',
        match: {
          state: 'ready',
          region: 'us-east',
          players: [{ player_id: idOf('ann') }, { player_id: idOf('bob') }],
        },
      });
      expect(told.match!.room_id).toMatch(/^[0-9a-f-]{36}$/);
    });

    it.each(wires)('answers the same over %s', async (wire) => {
      const api = server.as(`${wire} ann`)[wire](matchmaking);
      const ticket = await api.join({ queue: 'wire' });
      expect(await api.get(idIn(ticket))).toEqual(ticket);
      expect((await api.mine()).tickets).toEqual([ticket]);
      expect(await api.leave(idIn(ticket))).toBeNull();
      expect(await api.leave(idIn(ticket))).toBeNull();
      expect((await api.mine()).tickets).toMatchObject([{ status: 'cancelled', reason: 'left' }]);
    });

    it('is one per player and queue, however many are asked for at once', async () => {
      const api = as('one');
      const asked = await Promise.allSettled(Array.from({ length: 20 }, () => api.join({ queue: 'once' })));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as object] : []));
      for (const reason of refused) expect(reason).toMatchObject({ code: 'matchmaking.already_queued' });
      await api.join({ queue: 'twice' });
      expect((await api.mine()).tickets).toHaveLength(2);
    });

    it('is nobody else’s to see or end', async () => {
      const ticket = await as('owner').join({ queue: 'theirs' });
      const bob = as('stranger');
      for (const call of [bob.get, bob.leave, bob.why, bob.accept, bob.decline])
        await expect(call(idIn(ticket))).rejects.toMatchObject({ code: 'matchmaking.no_ticket' });
    });

    it('ends without a sign of life, and stays with one', async () => {
      const ann = as('quiet');
      const ticket = await ann.join({ queue: 'silent', attributes: { map: 'x' } });
      server.clock!.advance(25_000);
      await ann.get(idIn(ticket));
      server.clock!.advance(25_000);
      await settle(server);
      expect(await ann.get(idIn(ticket))).toMatchObject({ status: 'waiting' });
      server.clock!.advance(31_000);
      await settle(server);
      expect(await ann.get(idIn(ticket))).toMatchObject({ status: 'expired', reason: 'silent' });
      expect(await as('loud').join({ queue: 'silent' })).toMatchObject({ status: 'waiting' });
    });

    it('goes to the queue of its mode, and asks for one that exists', async () => {
      await expect(as('lost').join({ queue: 'none' })).rejects.toMatchObject({
        code: 'matchmaking.no_queue',
      });
      expect(await as('by mode').join({ mode: 'mode' })).toMatchObject({ queue: 'mode' });
      expect(await as('by any').join({ mode: 'anything' })).toMatchObject({ queue: 'default' });
    });

    it('in one queue ends when its player is matched in another one', async () => {
      const ann = as('torn');
      const other = await ann.join({ queue: 'second' });
      const mine = await ann.join({ queue: 'first' });
      await as('partner').join({ queue: 'first' });
      await settle(server);
      expect(await ann.get(idIn(mine))).toMatchObject({ status: 'matched' });
      expect(await ann.get(idIn(other))).toMatchObject({ status: 'cancelled', reason: 'matched_elsewhere' });
    });
  });

  describe('a party', () => {
    it('waits until each of its players has agreed, and is never split', async () => {
      const [ann, bob] = [as('w ann'), as('w bob')];
      const party = await ann.join({ queue: 'whole', player_ids: [idOf('w bob')] });
      expect(party).toMatchObject({
        status: 'waiting_for_players',
        players: [{ joined: true }, { joined: false }],
      });
      for (const name of ['w cid', 'w dan']) await as(name).join({ queue: 'whole' });
      await settle(server);
      expect(await ann.get(idIn(party))).toMatchObject({ status: 'waiting_for_players' });
      expect(await bob.join({ party_id: party.ticket_id })).toMatchObject({ status: 'waiting' });
      await settle(server);
      const { match, players } = await ann.get(idIn(party));
      expect(new Set(players.map(({ team }) => team)).size).toBe(1);
      expect(match!.players.filter(({ team }) => team === players[0]!.team)).toHaveLength(2);
      expect(match!.players).toHaveLength(4);
    });

    it('takes nobody’s place before they have agreed', async () => {
      const party = await as('p ann').join({ queue: 'place', player_ids: [idOf('p bob')] });
      const bob = as('p bob');
      const own = await bob.join({ queue: 'place' });
      await expect(bob.join({ party_id: party.ticket_id })).rejects.toMatchObject({
        code: 'matchmaking.already_queued',
        data: { ticket_id: null },
      });
      await bob.leave(idIn(own));
      expect(await bob.join({ party_id: party.ticket_id })).toMatchObject({ status: 'waiting' });
    });

    it('takes in nobody who was not named, and no more than a team holds', async () => {
      const party = await as('s ann').join({ queue: 'strangers', player_ids: [idOf('s bob')] });
      await expect(as('s cid').join({ party_id: party.ticket_id })).rejects.toMatchObject({
        code: 'matchmaking.not_invited',
      });
      const three = { queue: 'strangers', player_ids: [idOf('x'), idOf('y')] };
      await expect(as('s dan').join(three)).rejects.toMatchObject({
        code: 'matchmaking.party_too_large',
        data: { max_players: 2 },
      });
    });

    it('ends for all when one leaves, or one does not come', async () => {
      const [ann, bob] = [as('t ann'), as('t bob')];
      const party = await ann.join({ queue: 'together', player_ids: [idOf('t bob')] });
      await bob.leave(idIn(party));
      expect(await ann.get(idIn(party))).toMatchObject({ status: 'cancelled' });
      const again = await ann.join({ queue: 'together', player_ids: [idOf('t bob')] });
      for (let waited = 0; waited < 7; waited += 1) {
        server.clock!.advance(20_000);
        await ann.get(idIn(again));
      }
      await settle(server);
      expect(await ann.get(idIn(again))).toMatchObject({ status: 'expired' });
    });
  });
});
