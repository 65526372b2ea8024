import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer } from '@aethex/testing';
import { clientOf, idOf, joined, serverWith, socketOf, wait } from './kit.js';
import { ResumingClient } from './resuming-client.js';

let server: TestServer;
beforeAll(async () => {
  server = await serverWith({ logEvents: 50 });
}, 30_000);
afterAll(() => server.stop(), 30_000);

const open = async (more: object = {}): Promise<string> =>
  (await clientOf(server, 'ann').create({ tick_rate: 60, ...more })).room_id;

/** Comes back with a token on a new socket. */
async function back(name: string, token: string, seq: number, auth: object = {}) {
  const socket = await server.rawSocket();
  socket.send({
    type: 'auth',
    token: await server.as(name).token(),
    features: ['batch'],
    resume: { token, seq },
    ...auth,
  });
  return { socket, ok: await socket.next('auth_ok') };
}

describe('a broken connection', () => {
  it('is told to the others, and the seat is held', async () => {
    const roomId = await open();
    const ann = await joined(server, 'ann', roomId);
    const bob = await joined(server, 'bob', roomId);
    bob.socket.raw.terminate();
    expect((await ann.socket.next('player_updated')).player).toMatchObject({
      player_id: idOf('bob'),
      connected: false,
    });
    expect((await clientOf(server, 'ann').get({ room_id: roomId })).room.players).toBe(2);
    const { ok } = await back('bob', bob.room.resume_token, bob.room.seq);
    expect(ok.resumed).toBe(true);
    expect((await ann.socket.next('player_updated')).player).toMatchObject({ connected: true });
  });

  it('gets in order what was missed, then how far the server is, then the whole state', async () => {
    const roomId = await open();
    const ann = await joined(server, 'ann', roomId);
    const bob = await joined(server, 'bob', roomId);
    bob.socket.send({ type: 'send_message', text: 'mine', n: 1 });
    await bob.socket.next('message');
    const { seq } = await ann.socket.next('message');
    bob.socket.raw.terminate();
    await ann.socket.next('player_updated');
    for (const text of ['a', 'b', 'c']) ann.socket.send({ type: 'send_message', text });
    ann.socket.send({ type: 'send_message', text: 'not yours', to: 'host' });
    ann.socket.send({ type: 'state_update', data: { x: 7 } });
    await ann.socket.next('message');
    const { socket } = await back('bob', bob.room.resume_token, seq);
    await socket.next('ack');
    await socket.next('state_update');
    const types = socket.frames.map((frame) => ('text' in frame ? frame.text : frame.type));
    expect(types.slice(0, 4)).toEqual(['player_updated', 'a', 'b', 'c']);
    expect(types).not.toContain('not yours');
  });

  it('gets the whole state by a keyframe', async () => {
    const roomId = await open();
    const ann = await joined(server, 'ann', roomId);
    const bob = await joined(server, 'bob', roomId);
    ann.socket.send({ type: 'state_update', data: { x: 7 } });
    await bob.socket.next('player_state');
    bob.socket.raw.terminate();
    const { socket } = await back('bob', bob.room.resume_token, bob.room.seq);
    expect(await socket.next('ack')).toMatchObject({ n: 0 });
    expect(await socket.next('state_update')).toMatchObject({
      keyframe: true,
      players: [{ player_id: idOf('ann'), data: { x: 7 } }],
    });
  });

  it('is told to load everything anew when too much was missed', async () => {
    const roomId = await open();
    const ann = await joined(server, 'ann', roomId);
    const bob = await joined(server, 'bob', roomId);
    bob.socket.raw.terminate();
    for (let i = 0; i < 60; i += 1) ann.socket.send({ type: 'send_message', data: i });
    ann.socket.send({ type: 'set_properties', properties: {}, id: 1 });
    await ann.socket.next('ack');
    const { socket, ok } = await back('bob', bob.room.resume_token, bob.room.seq);
    expect(ok.resumed).toBe(true);
    expect((await socket.next('resync_required')).reason).toBe('too_old');
    expect((await socket.next('room_joined')).self.player_id).toBe(idOf('bob'));
    expect(socket.frames.filter(({ type }) => type === 'message')).toEqual([]);
  });

  it('from a time the room does not know loads everything anew', async () => {
    const roomId = await open();
    const bob = await joined(server, 'bob', roomId);
    bob.socket.raw.terminate();
    const { socket } = await back('bob', bob.room.resume_token, 10_000);
    expect((await socket.next('resync_required')).reason).toBe('state_lost');
  });

  it('loses its seat when nobody comes back', async () => {
    const roomId = await open({ hold_seconds: 1 });
    const ann = await joined(server, 'ann', roomId);
    const bob = await joined(server, 'bob', roomId);
    bob.socket.raw.terminate();
    expect(await ann.socket.next('player_left')).toMatchObject({ player_id: idOf('bob'), reason: 'dropped' });
    const { ok, socket } = await back('bob', bob.room.resume_token, bob.room.seq);
    expect(ok.resumed).toBe(false);
    socket.send({ type: 'join_room', room_id: roomId });
    expect((await socket.next('room_joined')).n).toBe(0);
  });

  it('may come back while the server still believes in the old one, which is closed', async () => {
    const roomId = await open();
    await joined(server, 'ann', roomId);
    const bob = await joined(server, 'bob', roomId);
    const { ok } = await back('bob', bob.room.resume_token, bob.room.seq);
    expect(ok.resumed).toBe(true);
    expect((await bob.socket.closed).code).toBe(4504);
  });
});

describe('a resume token', () => {
  it('is good for its own player only, and no longer when the seat was given up or taken anew', async () => {
    const roomId = await open();
    await joined(server, 'ann', roomId);
    const bob = await joined(server, 'bob', roomId);
    const { resume_token: token, seq } = bob.room;
    expect((await back('eve', token, seq)).ok.resumed).toBe(false);
    expect((await back('bob', `${token.slice(0, -4)}AAAA`, seq)).ok.resumed).toBe(false);
    expect((await back('bob', 'nonsense', seq)).ok.resumed).toBe(false);
    const again = await joined(server, 'bob', roomId);
    expect((await back('bob', token, seq)).ok.resumed).toBe(false);
    again.socket.send({ type: 'leave_room' });
    await again.socket.next('room_left');
    expect((await back('bob', again.room.resume_token, seq)).ok.resumed).toBe(false);
  });

  it('shows nothing that happened before its player came', async () => {
    const roomId = await open();
    const ann = await joined(server, 'ann', roomId);
    ann.socket.send({ type: 'send_message', text: 'before bob' });
    await ann.socket.next('message');
    const bob = await joined(server, 'bob', roomId);
    const { socket } = await back('bob', bob.room.resume_token, 0);
    await socket.next('ack');
    expect(socket.frames.filter(({ type }) => type === 'message')).toEqual([]);
  });
});

describe('connections that break all the time', () => {
  it.each([
    ['every 200 ms', 2000, 200],
    ['every few milliseconds', 400, 15],
  ])(
    '%s lose nothing and repeat nothing, in both directions',
    async (_, count, every) => {
      const roomy = await serverWith({ logEvents: 5000 });
      const roomId = (await clientOf(roomy, 'ann').create({ hold_seconds: 60 })).room_id;
      const ann = new ResumingClient(roomy, 'ann', roomId);
      const bob = new ResumingClient(roomy, 'bob', roomId);
      await Promise.all([ann.open(), bob.open()]);
      while (!ann.isSettled || !bob.isSettled) await wait(5);
      const cutter = setInterval(() => [ann, bob].forEach((client) => client.cut()), every);
      for (let i = 0; i < count; i += 1) {
        ann.send({ from: 'ann', i });
        bob.send({ from: 'bob', i });
        if (i % 10 === 0) await wait(3);
      }
      await until(() => ann.waiting === 0 && bob.waiting === 0);
      clearInterval(cutter);
      const all = Array.from({ length: count }, (_unused, i) => i);
      await Promise.all([
        until(() => seen(ann, 'bob').length >= count),
        until(() => seen(bob, 'ann').length >= count),
      ]);
      for (const client of [ann, bob])
        for (const from of ['ann', 'bob']) expect(seen(client, from)).toEqual(all);
      expect(bob.resumes).toBeGreaterThan(3);
      expect([...ann.resyncs, ...bob.resyncs]).toEqual([]);
      for (const client of [ann, bob]) client.end();
      await roomy.stop();
    },
    60_000,
  );
});

const seen = (client: ResumingClient, from: string): number[] =>
  client.events
    .filter(({ type }) => type === 'message')
    .map(({ data }) => data as { from: string; i: number })
    .filter((data) => data.from === from)
    .map(({ i }) => i);

async function until(fits: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!fits() && Date.now() < end) await wait(10);
}

describe('a session that was ended', () => {
  it('keeps no seat', async () => {
    const roomId = await open();
    const ann = await joined(server, 'ann', roomId);
    const bob = await socketOf(server, 'bob');
    bob.send({ type: 'join_room', room_id: roomId });
    await bob.next('room_joined');
    bob.raw.close(4503);
    expect(await ann.socket.next('player_left')).toMatchObject({
      player_id: idOf('bob'),
      reason: 'session_ended',
    });
  });
});
