import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withServers, type TestServer, type TestSocket } from '@aethex/testing';
import { onRedis, TestCluster } from './cluster-kit.js';
import { clientOf, idOf, joined, refusedWith, socketOf, wait } from './kit.js';

withServers(['redis'], 'a room whose players are on two nodes', ({ redis: url }) => {
  let cluster: TestCluster;
  let a: TestServer;
  let b: TestServer;
  beforeAll(async () => {
    cluster = await TestCluster.start(onRedis(url), 2);
    [a, b] = cluster.nodes.map(({ server }) => server) as [TestServer, TestServer];
  });
  afterAll(() => cluster.stop());

  const open = async (more: object = {}) => clientOf(a, 'ann').create({ tick_rate: 60, ...more });

  async function two(more: object = {}) {
    const room = await open(more);
    const ann = await joined(a, 'ann', room.room_id);
    const bob = await joined(b, 'bob', room.room_id);
    await ann.socket.next('player_joined');
    return { room, ann: ann.socket, bob: bob.socket, welcome: bob.room };
  }

  const texts = async (socket: TestSocket, count: number): Promise<string[]> => {
    const heard: string[] = [];
    while (heard.length < count) heard.push((await socket.next('message')).text ?? '');
    return heard;
  };

  it('is joined from another node, by its id and by its code', async () => {
    const { room, ann, welcome } = await two();
    expect(welcome).toMatchObject({
      room: { room_id: room.room_id, players: 2, host_id: idOf('ann') },
      players: [{ player_id: idOf('ann') }, { player_id: idOf('bob') }],
    });
    const eve = await joined(b, 'eve', room.code.toLowerCase());
    expect(eve.room.room.players).toBe(3);
    expect(await ann.next('player_joined')).toMatchObject({ player: { player_id: idOf('eve') } });
  });

  it('tells everybody everything in one order', async () => {
    const { ann, bob } = await two();
    for (let n = 0; n < 100; n += 1) {
      ann.send({ type: 'send_message', text: `a${n}` });
      bob.send({ type: 'send_message', text: `b${n}` });
    }
    const [heardByAnn, heardByBob] = await Promise.all([texts(ann, 200), texts(bob, 200)]);
    expect(heardByBob).toEqual(heardByAnn);
    for (const from of ['a', 'b'])
      expect(heardByAnn.filter((text) => text.startsWith(from))).toEqual(
        Array.from({ length: 100 }, (_, n) => `${from}${n}`),
      );
  });

  it('passes states, calls and MessagePack on', async () => {
    const { room, ann } = await two();
    const cid = await b.rawSocket({ encoding: 'msgpack' } as object);
    await cid.signIn(await b.as('cid').token(), { encoding: 'msgpack', features: ['batch'] });
    cid.send({ type: 'join_room', room_id: room.room_id });
    await cid.next('room_joined');
    ann.send({ type: 'state_update', data: { x: 7 } });
    for (;;) {
      const { players } = await cid.next('state_update');
      if (players?.some(({ player_id, data }) => player_id === idOf('ann') && data['x'] === 7)) break;
    }
    cid.send({ type: 'state_update', data: { y: 9 } });
    for (;;) {
      const { player_id, data } = await ann.next('player_state');
      if (player_id === idOf('cid') && data['y'] === 9) break;
    }
    cid.send({ type: 'rpc', method: 'boom', target: 'host', args: [1], id: 'r' });
    expect(await ann.next('rpc')).toMatchObject({ from: idOf('cid'), method: 'boom', args: [1] });
    expect(await cid.next('ack')).toMatchObject({ ref: 'r' });
  });

  it('answers a member of another node with its own errors', async () => {
    const { bob } = await two();
    bob.send({ type: 'send_message', text: 'x', to: 'nobody', id: 'm' });
    expect(await bob.next('error')).toMatchObject({ code: 'rooms.no_player', ref: 'm' });
    bob.send({ type: 'set_properties', properties: { map: 'x' }, id: 'p' });
    expect(await bob.next('error')).toMatchObject({ code: 'rooms.forbidden', ref: 'p' });
    const stranger = await socketOf(b, 'eve');
    stranger.send({ type: 'join_room', room_id: 'ABCD-2345' });
    expect(await refusedWith(stranger)).toBe('rooms.not_found');
  });

  it('is found in lists, read and run from any node', async () => {
    const { room, bob } = await two({ properties: { map: 'harbour' } });
    const { room_id } = room;
    let listed = await clientOf(b, 'eve').list({ properties: { map: 'harbour' } });
    for (let tries = 0; tries < 60 && listed.rooms.length === 0; tries += 1) {
      await wait(50);
      listed = await clientOf(b, 'eve').list({ properties: { map: 'harbour' } });
    }
    expect(listed.rooms.map((one) => one.room_id)).toEqual([room_id]);
    expect((await clientOf(b, 'eve').get({ room_id: room.code })).room.room_id).toBe(room_id);
    expect((await clientOf(b, 'ann').mine({})).rooms.map((one) => one.room_id)).toContain(room_id);
    await expect(clientOf(b, 'eve').kick({ room_id, player_id: idOf('bob') })).rejects.toMatchObject({
      code: 'rooms.forbidden',
    });
    await clientOf(b, 'ann').kick({ room_id, player_id: idOf('bob') });
    expect(await bob.next('room_left')).toMatchObject({ reason: 'kicked' });
    await clientOf(b, 'ann').close({ room_id });
    await expect(clientOf(b, 'ann').get({ room_id })).rejects.toMatchObject({ code: 'rooms.not_found' });
  });

  it('holds a seat whose socket is gone, and gives it back on the other node with what was missed', async () => {
    const { ann, bob, welcome } = await two();
    bob.close();
    expect(await ann.next('player_updated')).toMatchObject({ player: { connected: false } });
    for (const text of ['one', 'two']) ann.send({ type: 'send_message', text });
    await texts(ann, 2);
    const back = await a.rawSocket();
    const resume = { token: welcome.resume_token, seq: welcome.seq };
    expect(await back.signIn(await a.as('bob').token(), { resume })).toMatchObject({ resumed: true });
    expect(await texts(back, 2)).toEqual(['one', 'two']);
    back.close();
    await ann.next('player_updated');
    await ann.next('player_updated');
    ann.send({ type: 'send_message', text: 'three' });
    const again = await b.rawSocket();
    const { seq } = await ann.next('message');
    await again.signIn(await b.as('bob').token(), { resume: { ...resume, seq: seq - 1 } });
    expect(await texts(again, 1)).toEqual(['three']);
  });

  it('lets a player change the room on another node', async () => {
    const { ann, bob } = await two();
    const other = await clientOf(b, 'bob').create({});
    bob.send({ type: 'join_room', room_id: other.room_id });
    expect(await bob.next('room_left')).toMatchObject({ reason: 'switched' });
    expect(await bob.next('room_joined')).toMatchObject({ room: { room_id: other.room_id } });
    expect(await ann.next('player_left')).toMatchObject({ player_id: idOf('bob'), reason: 'switched' });
    bob.send({ type: 'leave_room', id: 'l' });
    expect(await bob.next('room_left')).toMatchObject({ reason: 'left', ref: 'l' });
  });
});
