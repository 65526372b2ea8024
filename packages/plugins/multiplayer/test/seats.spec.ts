import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rooms } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { clientOf, idOf, joined, refusedWith, serverWith, socketOf, wait } from './kit.js';

let server: TestServer;
beforeAll(async () => {
  server = await serverWith({ emptyRoom: '1s' });
}, 30_000);
afterAll(() => server.stop(), 30_000);

const ann = () => clientOf(server, 'ann');
const open = async (more: object = {}): Promise<string> =>
  (await ann().create({ tick_rate: 60, ...more })).room_id;

/** What joining is answered with. */
async function answer(name: string, roomId: string, more: object = {}): Promise<string> {
  const socket = await socketOf(server, name);
  socket.send({ type: 'join_room', room_id: roomId, ...more });
  const code = await Promise.race([socket.next('room_joined').then(() => 'in'), refusedWith(socket)]);
  socket.close();
  return code;
}

describe('seats', () => {
  it('are never given out twice when a thousand players join at once', async () => {
    const room = await ann().create({ max_players: 10, empty_seconds: 600 });
    await ann().release({ room_id: room.room_id });
    const sockets = await Promise.all(Array.from({ length: 1000 }, (_, i) => socketOf(server, `p${i}`)));
    for (const socket of sockets) socket.send({ type: 'join_room', room_id: room.room_id });
    const answers = await Promise.all(
      sockets.map((socket) =>
        Promise.race([socket.next('room_joined').then(() => 'in'), refusedWith(socket)]),
      ),
    );
    expect(answers.filter((code) => code === 'in')).toHaveLength(10);
    expect(new Set(answers)).toEqual(new Set(['in', 'rooms.full']));
    expect((await ann().get({ room_id: room.room_id })).room.players).toBe(10);
    for (const socket of sockets) socket.close();
  }, 60_000);

  it('that are reserved are kept, and free when the time is over', async () => {
    const roomId = await open({ max_players: 2 });
    await joined(server, 'ann', roomId);
    await clientOf(server, 'bob').reserve({ room_id: roomId, seconds: 1 });
    expect(await answer('cid', roomId)).toBe('rooms.full');
    await wait(1100);
    expect(await answer('cid', roomId)).toBe('in');
    expect(await answer('bob', roomId)).toBe('rooms.seat_expired');
    await expect(clientOf(server, 'bob').renew({ room_id: roomId })).rejects.toMatchObject({
      code: 'rooms.seat_expired',
      status: 410,
    });
  });

  it('that are renewed are kept for longer', async () => {
    const roomId = await open({ max_players: 2 });
    await joined(server, 'ann', roomId);
    const bob = clientOf(server, 'bob');
    await bob.reserve({ room_id: roomId, seconds: 1 });
    expect((await bob.renew({ room_id: roomId, seconds: 20 })).seats).toEqual([
      { player_id: idOf('bob'), expires_in_seconds: 20 },
    ]);
    await wait(1100);
    expect(await answer('cid', roomId)).toBe('rooms.full');
    expect(await answer('bob', roomId)).toBe('in');
  });

  it('are reserved by players for themselves only, and by the host for all or nobody', async () => {
    const roomId = await open({ max_players: 3 });
    await expect(
      clientOf(server, 'bob').reserve({ room_id: roomId, player_ids: [idOf('cid')] }),
    ).rejects.toMatchObject({ code: 'rooms.forbidden' });
    const party = ['bob', 'cid', 'dan', 'eve'].map(idOf);
    await expect(ann().reserve({ room_id: roomId, player_ids: party })).rejects.toMatchObject({
      code: 'rooms.full',
    });
    expect((await ann().reserve({ room_id: roomId, player_ids: party.slice(0, 2) })).seats).toHaveLength(2);
  });
});

describe('an empty room', () => {
  it('closes, and its code is free', async () => {
    const room = await ann().create({ empty_seconds: 1 });
    const { socket } = await joined(server, 'ann', room.room_id);
    socket.send({ type: 'leave_room' });
    await wait(1500);
    await expect(ann().get({ room_id: room.code })).rejects.toMatchObject({ code: 'rooms.not_found' });
  });

  it('stays while a seat is held', async () => {
    const roomId = await open({ empty_seconds: 0, hold_seconds: 60 });
    const { socket } = await joined(server, 'ann', roomId);
    socket.close();
    await wait(700);
    expect((await ann().get({ room_id: roomId })).players).toMatchObject([{ connected: false }]);
  });

  it('stays without players only where a server said so', async () => {
    await expect(ann().create({ auto_dispose: false })).rejects.toMatchObject({ code: 'request.forbidden' });
    const studio = server.as('studio', { who: 'server' }).direct(rooms);
    const room = await studio.create({ auto_dispose: false, empty_seconds: 0 });
    expect(room.host_id).toBeNull();
    await wait(600);
    expect((await studio.get({ room_id: room.room_id })).room.room_id).toBe(room.room_id);
    await studio.close({ room_id: room.room_id });
  });
});

describe('to a stranger', () => {
  it('a room that is not there, private and full, locked, with another password or closed by a ban looks the same', async () => {
    const full = await open({ visibility: 'private', max_players: 1 });
    await joined(server, 'ann', full);
    const locked = await open({ visibility: 'private', locked: true });
    const secret = await open({ visibility: 'private', password: 'x' });
    const banned = await open();
    await ann().ban({ room_id: banned, player_id: idOf('eve0') });
    const seen: unknown[] = [];
    for (const [i, roomId] of ['ZZZZ-9999', full, locked, secret, banned].entries()) {
      const socket = await socketOf(server, i === 4 ? 'eve0' : `eve${i + 1}`);
      socket.send({ type: 'join_room', room_id: roomId, password: 'y' });
      const { request_id: _, ...error } = await socket.next('error');
      seen.push(error);
    }
    expect(seen).toEqual(seen.map(() => seen[0]));
    expect(seen[0]).toMatchObject({ code: 'rooms.not_found', retry: false });
    for (const roomId of [full, locked, secret])
      await expect(clientOf(server, 'eve').get({ room_id: roomId })).rejects.toMatchObject({
        code: 'rooms.not_found',
      });
  });

  it('a public room says why it does not let them in', async () => {
    const full = await open({ max_players: 1 });
    const locked = await open({ locked: true });
    const secret = await open({ password: 'sesame' });
    expect(await answer('bob', full)).toBe('rooms.full');
    expect(await answer('bob', locked)).toBe('rooms.locked');
    expect(await answer('bob', secret)).toBe('rooms.password');
    expect(await answer('bob', secret, { password: 'sesame' })).toBe('in');
  });

  it('to whom a seat was reserved, the room is no secret', async () => {
    const roomId = await open({ visibility: 'private', password: 'x', locked: true, max_players: 2 });
    await ann().reserve({ room_id: roomId, player_ids: [idOf('bob')] });
    expect((await clientOf(server, 'bob').get({ room_id: roomId })).room.has_password).toBe(true);
    expect(await answer('bob', roomId)).toBe('in');
  });

  it('rooms of another game do not exist', async () => {
    const room = await ann().create({});
    const other = server.as('ann', { gameId: 'another' }).direct(rooms);
    for (const ref of [room.room_id, room.code])
      await expect(other.get({ room_id: ref })).rejects.toMatchObject({ code: 'rooms.not_found' });
    expect((await other.list({})).rooms).toEqual([]);
    const socket = await server.rawSocket();
    await socket.signIn(await server.as('zed', { gameId: 'another' }).token());
    for (const ref of [room.room_id, room.code]) {
      socket.send({ type: 'join_room', room_id: ref });
      expect(await refusedWith(socket)).toBe('rooms.not_found');
    }
  });
});

describe('whoever tries codes', () => {
  it('has to wait after ten misses in a minute', async () => {
    const roomId = await open();
    const socket = await socketOf(server, 'guesser');
    const codes: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      socket.send({ type: 'join_room', room_id: 'ZZZZ-9999' });
      codes.push(await refusedWith(socket));
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('rooms.not_found'));
    expect(codes.slice(10)).toEqual(Array(2).fill('request.rate_limited'));
    expect(await answer('guesser', roomId)).toBe('request.rate_limited');
    expect(await answer('somebody else', roomId)).toBe('in');
  });
});

describe('a kick', () => {
  it('takes a player out, drops what they sent behind it, and lets them come again', async () => {
    const roomId = await open();
    const { socket: host } = await joined(server, 'ann', roomId);
    const { socket: bob } = await joined(server, 'bob', roomId);
    await ann().kick({ room_id: roomId, player_id: idOf('bob') });
    for (let i = 0; i < 20; i += 1) bob.send({ type: 'send_message', text: 'late' });
    expect(await bob.next('room_left')).toMatchObject({ reason: 'kicked' });
    expect(await host.next('player_left')).toMatchObject({ player_id: idOf('bob'), reason: 'kicked' });
    await host.expectNo('message', 50);
    bob.send({ type: 'leave_room', id: 'bye' });
    let refused = await bob.next('error');
    while (refused.ref !== 'bye') refused = await bob.next('error');
    expect(refused.code).toBe('rooms.not_joined');
    expect(await answer('bob', roomId)).toBe('in');
  });

  it('is for the host, and for whoever may moderate', async () => {
    const roomId = await open();
    await joined(server, 'ann', roomId);
    for (const name of ['bob', 'cid']) await joined(server, name, roomId);
    const at = { room_id: roomId, player_id: idOf('cid') };
    await expect(clientOf(server, 'bob').kick(at)).rejects.toMatchObject({ code: 'rooms.forbidden' });
    await server
      .as('mod', { permissions: ['multiplayer.moderate'] })
      .direct(rooms)
      .kick(at);
    expect((await ann().get({ room_id: roomId })).room.players).toBe(2);
    await expect(ann().kick(at)).rejects.toMatchObject({ code: 'rooms.no_player' });
  });
});

describe('a ban', () => {
  it('keeps a player out for its time, and until it is lifted', async () => {
    const roomId = await open();
    await joined(server, 'ann', roomId);
    const { socket: bob } = await joined(server, 'bob', roomId);
    await ann().ban({ room_id: roomId, player_id: idOf('bob'), seconds: 1 });
    expect(await bob.next('room_left')).toMatchObject({ reason: 'banned' });
    expect(await answer('bob', roomId)).toBe('rooms.not_found');
    expect(
      (await clientOf(server, 'bob').list({ limit: 100 })).rooms.map(({ room_id }) => room_id),
    ).not.toContain(roomId);
    await wait(1050);
    expect(await answer('bob', roomId)).toBe('in');
    await ann().ban({ room_id: roomId, player_id: idOf('bob') });
    await ann().unban({ room_id: roomId, player_id: idOf('bob') });
    expect(await answer('bob', roomId)).toBe('in');
  });
});
