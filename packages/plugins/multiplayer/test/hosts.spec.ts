import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rooms } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { clientOf, idOf, joined, serverWith, wait } from './kit.js';

let server: TestServer;
beforeAll(async () => {
  server = await serverWith();
}, 30_000);
afterAll(() => server.stop(), 30_000);

async function three(more: object = {}) {
  const roomId = (await clientOf(server, 'ann').create(more)).room_id;
  const ann = await joined(server, 'ann', roomId);
  const bob = await joined(server, 'bob', roomId);
  const cid = await joined(server, 'cid', roomId);
  return { roomId, ann: ann.socket, bob: bob.socket, cid: cid.socket };
}

describe('the host of a room', () => {
  it('is who opened it, whoever comes first', async () => {
    const { room_id } = await clientOf(server, 'ann').create({});
    const bob = await joined(server, 'bob', room_id);
    expect(bob.room.room.host_id).toBe(idOf('ann'));
    expect((await joined(server, 'ann', room_id)).room.self.is_host).toBe(true);
  });

  it('is followed by who has been there longest, who gets what the host laid down', async () => {
    const { roomId, ann, bob, cid } = await three();
    await clientOf(server, 'ann').putHostState({ room_id: roomId, host_state: { wave: 3 } });
    ann.send({ type: 'leave_room' });
    expect(await bob.next('host_changed')).toMatchObject({
      player_id: idOf('bob'),
      host_state: { wave: 3 },
    });
    const others = await cid.next('host_changed');
    expect(others.player_id).toBe(idOf('bob'));
    expect(others).not.toHaveProperty('host_state');
    bob.send({ type: 'resync' });
    expect((await bob.next('room_joined')).host_state).toEqual({ wave: 3 });
    cid.send({ type: 'resync' });
    expect(await cid.next('room_joined')).not.toHaveProperty('host_state');
  });

  it('is followed when the connection stays broken, and not at once', async () => {
    const { ann, bob } = await three({ hold_seconds: 30 });
    ann.raw.terminate();
    await bob.expectNo('host_changed', 3000);
    expect((await bob.next('host_changed')).player_id).toBe(idOf('bob'));
  }, 20_000);

  it('is followed by nobody in a room that wants it so, until somebody is named', async () => {
    const { roomId, ann, bob } = await three({ host_policy: 'manual' });
    ann.send({ type: 'leave_room' });
    expect((await bob.next('host_changed')).player_id).toBeNull();
    const moderator = server.as('mod', { permissions: ['multiplayer.moderate'] }).direct(rooms);
    await moderator.transfer({ room_id: roomId, player_id: idOf('cid') });
    expect((await bob.next('host_changed')).player_id).toBe(idOf('cid'));
  });

  it('takes the room along in a room that lives by its host', async () => {
    const { ann, bob } = await three({ host_policy: 'none' });
    ann.send({ type: 'leave_room' });
    expect((await bob.next('room_left')).reason).toBe('closed');
  });

  it('passes the room on by name', async () => {
    const { roomId, bob } = await three();
    await clientOf(server, 'ann').transfer({ room_id: roomId, player_id: idOf('bob') });
    expect((await bob.next('host_changed')).player_id).toBe(idOf('bob'));
    await expect(clientOf(server, 'ann').update({ room_id: roomId, locked: true })).rejects.toMatchObject({
      code: 'rooms.forbidden',
    });
    expect((await clientOf(server, 'bob').update({ room_id: roomId, locked: true })).locked).toBe(true);
    await expect(
      clientOf(server, 'bob').transfer({ room_id: roomId, player_id: idOf('zoe') }),
    ).rejects.toMatchObject({ code: 'rooms.no_player' });
  });

  it('is nobody who only watches', async () => {
    const { room_id } = await clientOf(server, 'ann').create({});
    const ann = await joined(server, 'ann', room_id);
    const eve = await joined(server, 'eve', room_id, { spectator: true });
    ann.socket.send({ type: 'leave_room' });
    expect((await eve.socket.next('host_changed')).player_id).toBeNull();
  });

  it('lays down no more than 64 KiB', async () => {
    const { room_id } = await clientOf(server, 'ann').create({});
    await expect(
      clientOf(server, 'ann').putHostState({ room_id, host_state: 'x'.repeat(65 * 1024) }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('a change of properties', () => {
  it('wins once of many that expect the same revision', async () => {
    const { room_id } = await clientOf(server, 'ann').create({ properties_by: 'members' });
    const names = Array.from({ length: 20 }, (_, i) => `q${i}`);
    const opened = await clientOf(server, 'ann').update({ room_id, max_players: 30 });
    expect(opened.max_players).toBe(30);
    const sockets = await Promise.all(names.map((name) => joined(server, name, room_id)));
    const tries = await Promise.allSettled(
      names.map((name) =>
        clientOf(server, name).setProperties({ room_id, properties: { owner: name }, expect_revision: 0 }),
      ),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { room } = await clientOf(server, 'ann').get({ room_id });
    expect(room.revision).toBe(1);
    const reasons: unknown[] = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    const told = { code: 'rooms.changed', data: { properties: room.properties, revision: 1 } };
    expect(reasons).toEqual(Array.from({ length: 19 }, () => expect.objectContaining(told)));
    for (const { socket } of sockets) socket.close();
    await wait(10);
  });

  it('may not grow the room beyond what it keeps', async () => {
    const { room_id } = await clientOf(server, 'ann').create({ properties: { a: 'x'.repeat(10_000) } });
    await expect(
      clientOf(server, 'ann').setProperties({ room_id, properties: { b: 'x'.repeat(10_000) } }),
    ).rejects.toMatchObject({ code: 'rooms.too_large' });
  });
});
