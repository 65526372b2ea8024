import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer, TestSocket } from '@aethex/testing';
import { clientOf, idOf, joined, refusedWith, serverWith, socketOf } from './kit.js';

let server: TestServer;
beforeAll(async () => {
  server = await serverWith();
}, 30_000);
afterAll(() => server.stop(), 30_000);

const open = async (more: object = {}): Promise<string> =>
  (await clientOf(server, 'ann').create({ tick_rate: 60, ...more })).room_id;

/** Ann, who opened the room, and Bob. */
async function two(more: object = {}) {
  const roomId = await open(more);
  const ann = await joined(server, 'ann', roomId);
  const bob = await joined(server, 'bob', roomId);
  await ann.socket.next('player_joined');
  return { roomId, ann: ann.socket, bob: bob.socket, room: bob.room };
}

describe('join_room', () => {
  it('shows the whole room to whom it lets in, and the newcomer to the others', async () => {
    const roomId = await open({ properties: { map: 'harbour' } });
    const ann = await joined(server, 'ann', roomId, { player_data: { name: 'Ann' }, id: 'j1' });
    expect(ann.room).toMatchObject({
      ref: 'j1',
      room: { room_id: roomId, host_id: idOf('ann'), players: 1, properties: { map: 'harbour' } },
      self: { player_id: idOf('ann'), player_data: { name: 'Ann' }, is_host: true, connected: true },
      players: [{ player_id: idOf('ann') }],
      state: {},
      n: 0,
      hold_s: 30,
    });
    const bob = await joined(server, 'bob', roomId);
    expect(bob.room.players.map(({ player_id }) => player_id)).toEqual([idOf('ann'), idOf('bob')]);
    expect(await ann.socket.next('player_joined')).toMatchObject({
      seq: bob.room.seq,
      player: { player_id: idOf('bob'), is_host: false },
    });
  });

  it('takes a code, however it is typed', async () => {
    const { code, room_id } = await clientOf(server, 'ann').create({});
    const { room } = await joined(server, 'ann', code.toLowerCase().replace('-', ''));
    expect(room.room.room_id).toBe(room_id);
  });

  it('leaves the room the socket was in', async () => {
    const { roomId, ann, bob } = await two();
    const other = await open();
    bob.send({ type: 'join_room', room_id: other });
    expect(await bob.next('room_left')).toMatchObject({ room_id: roomId, reason: 'switched' });
    expect((await bob.next('room_joined')).room.room_id).toBe(other);
    expect(await ann.next('player_left')).toMatchObject({ player_id: idOf('bob'), reason: 'switched' });
  });

  it('leaves the socket where it was when the new room does not let it in', async () => {
    const { ann, bob } = await two();
    bob.send({ type: 'join_room', room_id: 'ZZZZ-9999' });
    expect(await refusedWith(bob)).toBe('rooms.not_found');
    bob.send({ type: 'send_message', text: 'still here' });
    expect((await ann.next('message')).text).toBe('still here');
  });

  it('hands the seat to another socket of the same player', async () => {
    const { roomId, ann, bob } = await two();
    const again = await joined(server, 'bob', roomId);
    expect(again.room.room.players).toBe(2);
    expect(await bob.next('room_left')).toMatchObject({ reason: 'switched' });
    bob.send({ type: 'send_message', text: 'x' });
    expect(await refusedWith(bob)).toBe('rooms.not_joined');
    again.socket.send({ type: 'send_message', text: 'y' });
    expect((await ann.next('message')).text).toBe('y');
  });
});

describe('leave_room', () => {
  it('gives the seat up, and tells everybody', async () => {
    const { roomId, ann, bob } = await two();
    bob.send({ type: 'leave_room', id: 7 });
    expect(await bob.next('room_left')).toEqual({
      type: 'room_left',
      ref: 7,
      room_id: roomId,
      reason: 'left',
    });
    expect(await ann.next('player_left')).toMatchObject({ player_id: idOf('bob'), reason: 'left' });
    bob.send({ type: 'leave_room' });
    expect(await refusedWith(bob)).toBe('rooms.not_joined');
  });
});

describe('send_message', () => {
  it('reaches everybody, the sender included, stamped by the server', async () => {
    const { ann, bob } = await two();
    bob.send({ type: 'send_message', text: 'hello', id: 1, n: 1 });
    const [heard, own] = [await ann.next('message'), await bob.next('message')];
    expect(heard).toMatchObject({ from: idOf('bob'), channel: 'room', text: 'hello' });
    expect(heard.server_ts).toBeGreaterThan(Date.now() - 5000);
    expect(own).toEqual(heard);
    expect(await bob.next('ack')).toEqual({ type: 'ack', ref: 1, seq: heard.seq, n: 1 });
  });

  it('is handled once for each n', async () => {
    const { ann, bob } = await two();
    for (const id of [1, 2]) bob.send({ type: 'send_message', data: { x: 1 }, n: 5, id });
    expect(await bob.next('ack')).toMatchObject({ ref: 1, n: 5 });
    expect(await bob.next('ack')).toEqual({ type: 'ack', ref: 2, n: 5 });
    await ann.next('message');
    await ann.expectNo('message', 50);
  });

  it.each([
    ['others', ['ann', 'cid']],
    ['host', ['ann']],
    ['group:red', ['bob', 'cid']],
    [`player_id_${idOf('cid')}`, ['cid']],
  ])('to %s reaches those it is for, and nobody else', async (to, expected) => {
    const { roomId, ann, bob } = await two();
    const { socket: cid } = await joined(server, 'cid', roomId);
    for (const name of ['bob', 'cid'])
      await clientOf(server, 'ann').setGroups({ room_id: roomId, player_id: idOf(name), groups: ['red'] });
    bob.send({ type: 'send_message', text: 'psst', to });
    bob.send({ type: 'send_message', text: 'end' });
    const heard: string[] = [];
    for (const [name, socket] of Object.entries({ ann, bob, cid }))
      if ((await socket.next('message')).text === 'psst') heard.push(name);
    expect(heard).toEqual(expected);
  });

  it('to somebody who is not here is refused', async () => {
    const { bob } = await two();
    bob.send({ type: 'send_message', text: 'x', to: idOf('zoe'), id: 3 });
    expect(await bob.next('error')).toMatchObject({ code: 'rooms.no_player', ref: 3 });
  });

  it('to a server without a handler is refused', async () => {
    const { bob } = await two();
    bob.send({ type: 'send_message', text: 'x', to: 'server' });
    expect(await refusedWith(bob)).toBe('rooms.no_handler');
  });

  it('of more than a room passes on is refused', async () => {
    const { bob } = await two();
    bob.send({ type: 'send_message', data: 'x'.repeat(20_000) });
    expect(await refusedWith(bob)).toBe('rooms.too_large');
  });

  it('keeps the order of three who send at once, the same for all', async () => {
    const { roomId, ann, bob } = await two();
    const { socket: cid } = await joined(server, 'cid', roomId);
    const sockets = [ann, bob, cid];
    const each = 40;
    for (let i = 0; i < each; i += 1)
      for (const [who, socket] of sockets.entries()) socket.send({ type: 'send_message', data: { who, i } });
    const heard = await Promise.all(sockets.map((socket) => heardBy(socket, each * 3)));
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual(heard[0]);
    for (const who of [0, 1, 2]) {
      const mine = heard[0]!.filter(({ data }) => data.who === who).map(({ data }) => data.i);
      expect(mine).toEqual(Array.from({ length: each }, (_, i) => i));
    }
    const seqs = heard[0]!.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i));
  });
});

async function heardBy(socket: TestSocket, count: number) {
  const heard: { seq: number; data: { who: number; i: number } }[] = [];
  while (heard.length < count) heard.push((await socket.next('message')) as never);
  return heard;
}

describe('rpc', () => {
  it('calls a function of other players, stamped with who calls', async () => {
    const { ann, bob } = await two();
    bob.send({ type: 'rpc', method: 'boom', target: 'others', args: [1, { x: 2 }] });
    expect(await ann.next('rpc')).toMatchObject({ from: idOf('bob'), method: 'boom', args: [1, { x: 2 }] });
    await bob.expectNo('rpc', 30);
  });

  it('reaches nobody when the room does not allow it', async () => {
    const { ann, bob } = await two({ rpc: { allow: ['boom', { method: 'start', from: 'host' }] } });
    bob.send({ type: 'rpc', method: 'start', target: 'all', args: [] });
    expect(await refusedWith(bob)).toBe('rooms.rpc_not_allowed');
    ann.send({ type: 'rpc', method: 'start', target: 'all', args: [] });
    expect((await bob.next('rpc')).method).toBe('start');
  });
});

describe('set_properties', () => {
  it('of the host are merged, counted and told', async () => {
    const { ann, bob } = await two({ properties: { a: 1, b: 2 } });
    ann.send({ type: 'set_properties', properties: { b: null, c: 3 }, id: 1 });
    expect((await bob.next('room_updated')).room).toMatchObject({ properties: { a: 1, c: 3 }, revision: 1 });
    expect(await ann.next('ack')).toMatchObject({ ref: 1 });
  });

  it('of others are refused, unless the room lets members', async () => {
    const closed = await two();
    closed.bob.send({ type: 'set_properties', properties: { a: 1 } });
    expect(await refusedWith(closed.bob)).toBe('rooms.forbidden');
    const shared = await two({ properties_by: 'members' });
    shared.bob.send({ type: 'set_properties', properties: { a: 1 } });
    expect((await shared.ann.next('room_updated')).room.properties).toEqual({ a: 1 });
  });

  it('are refused with the current ones when somebody was first', async () => {
    const { ann, bob } = await two({ properties_by: 'members' });
    ann.send({ type: 'set_properties', properties: { owner: 'ann' }, expect_revision: 0 });
    await ann.next('room_updated');
    bob.send({ type: 'set_properties', properties: { owner: 'bob' }, expect_revision: 0, id: 9 });
    expect(await bob.next('error')).toMatchObject({
      ref: 9,
      code: 'rooms.changed',
      data: { properties: { owner: 'ann' }, revision: 1 },
    });
  });
});

describe('set_player_data', () => {
  it('shows the others what a player tells of themselves', async () => {
    const { ann, bob } = await two();
    bob.send({ type: 'set_player_data', player_data: { ready: true } });
    expect((await ann.next('player_updated')).player).toMatchObject({
      player_id: idOf('bob'),
      player_data: { ready: true },
    });
  });
});

describe('state_update', () => {
  it('shows the others the state of a player, and newcomers all of it', async () => {
    const { roomId, ann, bob } = await two();
    bob.send({ type: 'state_update', timestamp: 12, data: { x: 1, y: 2 } });
    expect(await ann.next('player_state')).toMatchObject({ player_id: idOf('bob'), data: { x: 1, y: 2 } });
    bob.send({ type: 'player_state_update', data: { y: 3 } });
    expect(await ann.next('player_state')).toMatchObject({ player_id: idOf('bob'), data: { y: 3 } });
    const { room } = await joined(server, 'cid', roomId);
    expect(room.state).toEqual({ [idOf('bob')]: { x: 1, y: 3 } });
  });

  it('comes as one frame a tick for sockets that can read it, in MessagePack as well', async () => {
    const { roomId, bob } = await two();
    for (const encoding of ['json', 'msgpack']) {
      const socket = await socketOf(server, 'cid', { encoding, features: ['batch'] });
      socket.send({ type: 'join_room', room_id: roomId });
      await socket.next('room_joined');
      bob.send({ type: 'state_update', data: { x: encoding } });
      let seen: unknown;
      while (seen !== encoding) {
        const { players = [] } = await socket.next('state_update');
        seen = players.find(({ player_id }) => player_id === idOf('bob'))?.data['x'] ?? seen;
      }
      expect(socket.frames.map(({ type }) => type)).not.toContain('player_state');
    }
  });

  it('is refused when it is no object, and when a room would have to keep too much', async () => {
    const { bob } = await two();
    bob.send({ type: 'state_update', data: [1] });
    expect(await refusedWith(bob)).toBe('request.invalid');
    for (let i = 0; i < 6; i += 1)
      bob.send({ type: 'state_update', data: { [`key${i}`]: 'x'.repeat(3_000) } });
    expect(await refusedWith(bob)).toBe('rooms.too_large');
  });
});

describe('resync', () => {
  it('tells the whole room anew', async () => {
    const { bob, room } = await two();
    bob.send({ type: 'resync', id: 'r' });
    expect(await bob.next('room_joined')).toMatchObject({
      ref: 'r',
      seq: room.seq,
      resume_token: room.resume_token,
    });
  });
});

describe('a spectator', () => {
  it('sees and chats, and takes no seat and no part', async () => {
    const { roomId, ann, bob } = await two({ max_players: 2 });
    const { socket: cid, room } = await joined(server, 'cid', roomId, { spectator: true });
    expect(room.room).toMatchObject({ players: 2, spectators: 1 });
    cid.send({ type: 'state_update', data: { x: 1 } });
    cid.send({ type: 'set_player_data', player_data: {} });
    expect(await refusedWith(cid)).toBe('rooms.forbidden');
    cid.send({ type: 'send_message', text: 'nice' });
    expect((await ann.next('message')).text).toBe('nice');
    bob.send({ type: 'state_update', data: { x: 2 } });
    expect((await cid.next('player_state')).player_id).toBe(idOf('bob'));
    expect((await joined(server, 'dan', roomId, { spectator: true })).room.state).toEqual({
      [idOf('bob')]: { x: 2 },
    });
  });
});
