import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '@aethex/core';
import { RoomInfo, rooms } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import { RoomsForMatches } from '../src/index.js';
import { clientOf, idOf, joined, refusedWith, serverWith, socketOf, wait } from './kit.js';

let server: TestServer;
beforeAll(async () => {
  server = await serverWith();
}, 30_000);
afterAll(() => server.stop(), 30_000);

describe('rooms.create', () => {
  it.each(wires)('opens a room, over %s', async (wire) => {
    const client = server.as('ann')[wire](rooms);
    const room = await client.create({ max_players: 4, properties: { map: 'harbour' } });
    expect(RoomInfo.parse(room)).toMatchObject({
      host_id: idOf('ann'),
      kind: 'relay',
      visibility: 'public',
      players: 0,
      max_players: 4,
      properties: { map: 'harbour' },
      revision: 0,
    });
    expect(room.code).toMatch(/^[A-Z]{4}-\d{4}$/);
    expect((await client.get({ room_id: room.code.toLowerCase() })).room).toEqual(room);
    await client.close({ room_id: room.room_id });
    await expect(client.get({ room_id: room.room_id })).rejects.toMatchObject({ code: 'rooms.not_found' });
  });

  it('makes no more rooms than a player and this node may have', async () => {
    const small = await serverWith({ maxRooms: 3, roomsPerPlayer: 2 });
    const make = (name: string) => clientOf(small, name).create({});
    const first = await make('ann');
    await make('ann');
    await expect(make('ann')).rejects.toMatchObject({
      code: 'rooms.limit',
      status: 429,
      data: { of: 'player', most: 2 },
    });
    await make('bob');
    await expect(make('cid')).rejects.toMatchObject({ code: 'rooms.limit', data: { of: 'node', most: 3 } });
    await clientOf(small, 'ann').close({ room_id: first.room_id });
    await make('ann');
    await small.stop();
  });

  it('lets nobody make a room larger than this server allows', async () => {
    expect((await clientOf(server, 'ann').create({ max_players: 10_000 })).max_players).toBe(500);
  });
});

describe('rooms.list', () => {
  it('shows the public rooms of the game, page by page, and by what is looked for', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const [i, name] of names.entries()) {
      await clientOf(server, 'lister').create({ properties: { name, even: i % 2 === 0, list: 'yes' } });
      await wait(2);
    }
    await clientOf(server, 'lister').create({ visibility: 'private', properties: { list: 'yes' } });
    const of = async (filter: object) => (await clientOf(server, 'bob').list(filter)).rooms;
    const mine = { properties: { list: 'yes' } };
    expect((await of(mine)).map(({ properties }) => properties['name'])).toEqual(names.toReversed());
    const first = await clientOf(server, 'bob').list({ ...mine, limit: 3 });
    const rest = await clientOf(server, 'bob').list({ ...mine, limit: 3, cursor: first.next_cursor! });
    expect([...first.rooms, ...rest.rooms]).toHaveLength(5);
    expect(rest.next_cursor).toBeNull();
    expect(await of({ properties: { list: 'yes', even: true } })).toHaveLength(3);
    expect(await of({ search: 'thre' })).toHaveLength(1);
    expect(await of({ kind: 'chess' })).toEqual([]);
    await expect(of({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('takes properties as JSON in a query string', async () => {
    await clientOf(server, 'lister').create({ properties: { mode: 'duel' } });
    const query = encodeURIComponent(JSON.stringify({ mode: 'duel' }));
    const response = await fetch(`${server.url}/api/v1/rooms?properties=${query}&has_free_seats=true`, {
      headers: { authorization: `Bearer ${await server.as('bob').token()}` },
    });
    expect(((await response.json()) as { rooms: unknown[] }).rooms).toHaveLength(1);
  });
});

describe('rooms.mine', () => {
  it('shows the rooms a player has a seat in', async () => {
    const { room_id } = await clientOf(server, 'ann').create({});
    await joined(server, 'mia', room_id);
    expect((await server.as('mia').rest(rooms).mine({})).rooms.map((room) => room.room_id)).toEqual([
      room_id,
    ]);
    expect((await clientOf(server, 'nobody').mine({})).rooms).toEqual([]);
  });
});

describe('rooms.update', () => {
  it('changes how a room is open and runs, and everybody is told', async () => {
    const { room_id } = await clientOf(server, 'ann').create({ password: 'sesame' });
    await joined(server, 'ann', room_id);
    const bob = await joined(server, 'bob', room_id, { password: 'sesame' });
    await server
      .as('ann')
      .rest(rooms)
      .update({
        room_id,
        visibility: 'private',
        locked: true,
        tick_rate: 5,
        max_players: 3,
        password: null,
        properties: { map: 'desert' },
      });
    const changed = {
      visibility: 'private',
      locked: true,
      tick_rate: 5,
      max_players: 3,
      has_password: false,
    };
    for (;;) {
      const { room } = await bob.socket.next('room_updated');
      if (!room.locked) continue;
      expect(room).toMatchObject({ ...changed, properties: { map: 'desert' }, revision: 1 });
      break;
    }
  });

  it('never shows a password', async () => {
    const room = await clientOf(server, 'ann').create({ password: 'sesame' });
    const { room: seen } = await joined(server, 'ann', room.room_id);
    expect(JSON.stringify([room, seen])).not.toMatch(/sesame|salt|hash/);
    expect(room.has_password).toBe(true);
  });
});

describe('a server of the studio', () => {
  it('opens rooms without a host, and may there what a host may', async () => {
    const studio = server.as('studio', { who: 'server' }).rest(rooms);
    const mine = await studio.create({ max_players: 2 });
    expect(mine.host_id).toBeNull();
    expect((await studio.update({ room_id: mine.room_id, locked: true })).locked).toBe(true);
    const { room_id } = await clientOf(server, 'ann').create({});
    await expect(studio.update({ room_id, locked: true })).rejects.toMatchObject({ code: 'rooms.forbidden' });
  });

  it('may in all rooms what a host may with the permission for it', async () => {
    const studio = server.as('studio', { who: 'server', permissions: ['multiplayer.moderate'] }).rest(rooms);
    const { room_id } = await clientOf(server, 'ann').create({});
    const bob = await joined(server, 'bob', room_id);
    await studio.kick({ room_id, player_id: idOf('bob') });
    expect((await bob.socket.next('room_left')).reason).toBe('kicked');
  });
});

describe('rooms for matches', () => {
  const matches = () => server.get(RoomsForMatches as never) as RoomsForMatches;
  const players = ['ann', 'bob'].map((name) => ({ playerId: idOf(name), groups: [`team of ${name}`] }));

  it('are private, with a seat for each player, whose groups are set', async () => {
    const { room_id } = await matches().create({ gameId: 'default', maxPlayers: 2, players });
    const eve = await socketOf(server, 'eve');
    eve.send({ type: 'join_room', room_id });
    expect(await refusedWith(eve)).toBe('rooms.not_found');
    const { room } = await joined(server, 'bob', room_id);
    expect(room.self).toMatchObject({ groups: ['team of bob'], is_host: true });
    expect(await matches().freeSeats('default', room_id)).toBe(0);
  });

  it('take more players while there are seats, all or none', async () => {
    const { room_id } = await matches().create({ gameId: 'default', maxPlayers: 4, players });
    const more = ['cid', 'dan', 'eva'].map((name) => ({ playerId: idOf(name) }));
    expect(await matches().freeSeats('default', room_id)).toBe(2);
    expect(await matches().reserve('default', room_id, more)).toBe(false);
    expect(await matches().reserve('default', room_id, more.slice(0, 2))).toBe(true);
    await matches().release('default', room_id, [idOf('cid')]);
    expect(await matches().freeSeats('default', room_id)).toBe(1);
    expect(await matches().freeSeats('another', room_id)).toBeNull();
    expect(await matches().reserve('default', 'no-such-room', more)).toBe(false);
  });
});

describe('the metrics', () => {
  it('count rooms, members, events, states and resumes', async () => {
    const { room_id } = await clientOf(server, 'ann').create({});
    const { socket } = await joined(server, 'ann', room_id);
    const { socket: bob } = await joined(server, 'bob', room_id);
    socket.send({ type: 'state_update', data: { x: 1 } });
    socket.send({ type: 'send_message', text: 'x' });
    await bob.next('player_state');
    await wait(300);
    const text = await server.get(Metrics).registry.metrics();
    for (const line of [
      /^aethex_multiplayer_rooms [1-9]/m,
      /^aethex_multiplayer_members\{role="player"\} [1-9]/m,
      /^aethex_multiplayer_events_total\{type="send_message"\} [1-9]/m,
      /^aethex_multiplayer_states_total [1-9]/m,
      /^aethex_multiplayer_state_frames_total [1-9]/m,
      /^aethex_multiplayer_tick_seconds_count [1-9]/m,
    ])
      expect(text).toMatch(line);
  });
});
