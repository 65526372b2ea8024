import { matchmaking } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { idOf, playerOf, serverWith, settle } from './kit.js';

const duel = { name: 'duel', min_players: 2, max_players: 2 };
let server: TestServer;
afterEach(() => server.stop());

describe('a ticket', () => {
  it('of the seed is taken as written and finds its like', async () => {
    server = await serverWith();
    const wish = { mode: 'deathmatch', region: 'us-east', skill_range: [1000, 1500] as [number, number] };
    const ann = await playerOf(server, 'ann').join(wish);
    expect(ann).toMatchObject({ queue: 'default', status: 'waiting', attributes: { mode: 'deathmatch' } });
    await playerOf(server, 'cid').join({ ...wish, mode: 'ctf' });
    const bob = await playerOf(server, 'bob').join(wish);
    await settle(server);
    expect(await playerOf(server, 'bob').get(bob)).toMatchObject({ status: 'waiting' });
    server.clock!.advance(10_000);
    await settle(server);
    const told = await playerOf(server, 'bob').get(bob);
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
    server = await serverWith([duel]);
    const api = server.as('ann')[wire](matchmaking);
    const ticket = await api.join({ queue: 'duel' });
    expect(await api.get({ ticket_id: ticket.ticket_id })).toEqual(ticket);
    expect((await api.mine()).tickets).toEqual([ticket]);
    expect(await api.leave({ ticket_id: ticket.ticket_id })).toBeNull();
    expect(await api.leave({ ticket_id: ticket.ticket_id })).toBeNull();
    expect((await api.mine()).tickets).toMatchObject([{ status: 'cancelled', reason: 'left' }]);
  });

  it('is one per player and queue, however many are asked for at once', async () => {
    server = await serverWith([duel, { ...duel, name: 'other' }]);
    const api = playerOf(server, 'ann');
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => api.join({ queue: 'duel' })));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as object] : []));
    for (const reason of refused) expect(reason).toMatchObject({ code: 'matchmaking.already_queued' });
    await api.join({ queue: 'other' });
    expect((await api.mine()).tickets).toHaveLength(2);
  });

  it('is nobody else’s to see or end', async () => {
    server = await serverWith([duel]);
    const { ticket_id } = await playerOf(server, 'ann').join({ queue: 'duel' });
    const bob = playerOf(server, 'bob');
    for (const call of [bob.get, bob.leave, bob.why, bob.accept, bob.decline])
      await expect(call({ ticket_id })).rejects.toMatchObject({ code: 'matchmaking.no_ticket' });
  });

  it('ends without a sign of life, and stays with one', async () => {
    server = await serverWith([duel]);
    const [ann, bob] = [playerOf(server, 'ann'), playerOf(server, 'bob')];
    const one = await ann.join({ queue: 'duel', attributes: { map: 'x' } });
    server.clock!.advance(25_000);
    await ann.get(one);
    server.clock!.advance(25_000);
    await settle(server);
    expect(await ann.get(one)).toMatchObject({ status: 'waiting' });
    server.clock!.advance(31_000);
    await settle(server);
    expect(await ann.get(one)).toMatchObject({ status: 'expired', reason: 'silent' });
    expect(await bob.join({ queue: 'duel' })).toMatchObject({ status: 'waiting' });
  });

  it('asks for a queue that exists', async () => {
    server = await serverWith([duel]);
    await expect(playerOf(server, 'ann').join({ queue: 'none' })).rejects.toMatchObject({
      code: 'matchmaking.no_queue',
    });
    expect(await playerOf(server, 'ann').join({ mode: 'duel' })).toMatchObject({ queue: 'duel' });
    expect(await playerOf(server, 'bob').join({ mode: 'any' })).toMatchObject({ queue: 'default' });
  });

  it('in one queue ends when its player is matched in another one', async () => {
    server = await serverWith([duel, { ...duel, name: 'other', max_players: 4, min_after_seconds: 60 }]);
    const ann = playerOf(server, 'ann');
    const other = await ann.join({ queue: 'other' });
    const mine = await ann.join({ queue: 'duel' });
    await playerOf(server, 'bob').join({ queue: 'duel' });
    await settle(server);
    expect(await ann.get(mine)).toMatchObject({ status: 'matched' });
    expect(await ann.get(other)).toMatchObject({ status: 'cancelled', reason: 'matched_elsewhere' });
  });
});

describe('a party', () => {
  const teams = { name: 'teams', team_size: 2 };

  it('waits until each of its players has agreed, and is never split', async () => {
    server = await serverWith([teams]);
    const [ann, bob] = [playerOf(server, 'ann'), playerOf(server, 'bob')];
    const party = await ann.join({ queue: 'teams', player_ids: [idOf('bob')] });
    expect(party).toMatchObject({
      status: 'waiting_for_players',
      players: [{ joined: true }, { joined: false }],
    });
    for (const name of ['cid', 'dan']) await playerOf(server, name).join({ queue: 'teams' });
    await settle(server);
    expect(await ann.get(party)).toMatchObject({ status: 'waiting_for_players' });
    expect(await bob.join({ party_id: party.ticket_id })).toMatchObject({ status: 'waiting' });
    await settle(server);
    const { match, players } = await ann.get(party);
    expect(new Set(players.map(({ team }) => team)).size).toBe(1);
    expect(match!.players.filter(({ team }) => team === players[0]!.team)).toHaveLength(2);
    expect(match!.players).toHaveLength(4);
  });

  it('takes nobody’s place before they have agreed', async () => {
    server = await serverWith([teams]);
    const party = await playerOf(server, 'ann').join({ queue: 'teams', player_ids: [idOf('bob')] });
    const bob = playerOf(server, 'bob');
    const own = await bob.join({ queue: 'teams' });
    await expect(bob.join({ party_id: party.ticket_id })).rejects.toMatchObject({
      code: 'matchmaking.already_queued',
      data: { ticket_id: null },
    });
    await bob.leave(own);
    expect(await bob.join({ party_id: party.ticket_id })).toMatchObject({ status: 'waiting' });
  });

  it('takes in nobody who was not named, and no more than a team holds', async () => {
    server = await serverWith([teams]);
    const ann = playerOf(server, 'ann');
    const party = await ann.join({ queue: 'teams', player_ids: [idOf('bob')] });
    await expect(playerOf(server, 'cid').join({ party_id: party.ticket_id })).rejects.toMatchObject({
      code: 'matchmaking.not_invited',
    });
    const three = { queue: 'teams', player_ids: [idOf('x'), idOf('y')] };
    await expect(playerOf(server, 'dan').join(three)).rejects.toMatchObject({
      code: 'matchmaking.party_too_large',
      data: { max_players: 2 },
    });
  });

  it('ends for all when one leaves, or one does not come', async () => {
    server = await serverWith([teams]);
    const [ann, bob] = [playerOf(server, 'ann'), playerOf(server, 'bob')];
    const party = await ann.join({ queue: 'teams', player_ids: [idOf('bob')] });
    await bob.leave(party);
    expect(await ann.get(party)).toMatchObject({ status: 'cancelled' });
    const again = await ann.join({ queue: 'teams', player_ids: [idOf('bob')] });
    for (let waited = 0; waited < 7; waited += 1) {
      server.clock!.advance(20_000);
      await ann.get(again);
    }
    await settle(server);
    expect(await ann.get(again)).toMatchObject({ status: 'expired' });
  });
});
