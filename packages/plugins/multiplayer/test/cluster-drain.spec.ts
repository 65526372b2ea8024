import { afterEach, expect, it } from '@jest/globals';
import { definePlugin, Drain, Relay } from '@aethex/core';
import { closeCodes, voice } from '@aethex/protocol';
import { testPlayerId, withServers, type TestServer, type TestSocket } from '@aethex/testing';
import { defineRoom } from '../src/index.js';
import { Adoption } from '../src/cluster/adoption.js';
import { HandOver } from '../src/cluster/hand-over.js';
import { onRedis, TestCluster, type Node } from './cluster-kit.js';
import { clientOf, idOf, joined, wait } from './kit.js';

let cluster: TestCluster | undefined;
afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

/** A room of the server that counts what it hears. */
const counting = definePlugin({
  id: 'counting',
  extends: [
    defineRoom<{ heard: number }>('counter', {
      create: () => ({ heard: 0 }),
      onMessage: (room) => {
        room.state.heard += 1;
        room.send('count', room.state.heard);
        return false;
      },
    }),
  ],
});

withServers(['redis'], 'a node that leaves', ({ redis: url }) => {
  async function start(count = 2): Promise<[Node, Node, Node?]> {
    cluster = await TestCluster.start(onRedis(url), count, {}, [counting()]);
    for (const { server } of cluster.nodes) await untilKnown(server, count - 1);
    return cluster.nodes as unknown as [Node, Node, Node?];
  }

  const untilKnown = async (server: TestServer, others: number): Promise<void> => {
    const directory = Reflect.get(server.get(HandOver), 'directory') as { staying(): string[] };
    while (directory.staying().length < others) await wait(20);
  };

  const drain = (node: Node): Promise<void> => node.server.get(HandOver).run();

  const texts = async (socket: TestSocket, count: number): Promise<string[]> => {
    const heard: string[] = [];
    while (heard.length < count) heard.push((await socket.next('message')).text ?? '');
    return heard;
  };

  it('gives its rooms to another, and nobody in them notices', async () => {
    const [a, b] = await start();
    const { room_id } = await clientOf(a.server, 'ann').create({ tick_rate: 60 });
    const ann = await joined(a.server, 'ann', room_id);
    const bob = await joined(b.server, 'bob', room_id);
    const left = wait(200).then(() => drain(a));
    const over = left.then(() => true);
    let count = 0;
    for (let isOver = false; !isOver; isOver = await Promise.race([over, wait(20).then(() => false)])) {
      ann.socket.send({ type: 'send_message', text: `a${count}`, n: count + 1 });
      bob.socket.send({ type: 'send_message', text: `b${count}`, n: count + 1 });
      count += 1;
    }
    const [heardByAnn, heardByBob] = await Promise.all([
      texts(ann.socket, 2 * count),
      texts(bob.socket, 2 * count),
    ]);
    expect(heardByBob).toEqual(heardByAnn);
    for (const from of ['a', 'b'])
      expect(heardByAnn.filter((text) => text.startsWith(from))).toEqual(
        Array.from({ length: count }, (_, n) => `${from}${n}`),
      );
    for (const { frames } of [ann.socket, bob.socket])
      expect(frames.filter(({ type }) => ['resync_required', 'room_joined', 'error'].includes(type))).toEqual(
        [],
      );
    const { room } = await clientOf(b.server, 'ann').get({ room_id });
    expect(room).toMatchObject({ players: 2, host_id: idOf('ann') });
  }, 30_000);

  it('sends its sockets after the rooms, which keep seat, order and message', async () => {
    const [a, b] = await start();
    const { room_id } = await clientOf(a.server, 'ann').create({ tick_rate: 60 });
    const ann = await joined(a.server, 'ann', room_id);
    const bob = await joined(b.server, 'bob', room_id);
    await ann.socket.next('player_joined');
    bob.socket.send({ type: 'state_update', data: { x: 5 } });
    await ann.socket.next('player_state');
    const before = ann.room.seq + 1;
    await drain(a);
    ann.socket.close();
    expect(await bob.socket.next('player_updated')).toMatchObject({ player: { connected: false } });
    for (const text of ['one', 'two']) bob.socket.send({ type: 'send_message', text });
    await cluster!.remove(a);
    const back = await b.server.rawSocket();
    const resume = { token: ann.room.resume_token, seq: before };
    expect(await back.signIn(await b.server.as('ann').token(), { resume })).toMatchObject({ resumed: true });
    expect(await texts(back, 2)).toEqual(['one', 'two']);
    expect(await back.next('player_state')).toMatchObject({ player_id: idOf('bob'), data: { x: 5 } });
    expect(back.frames.filter(({ type }) => type === 'resync_required')).toEqual([]);
  }, 30_000);

  it('tells its sockets to come back, and lets no seat and no message be lost on their way', async () => {
    const [a, b] = await start();
    const { room_id } = await clientOf(a.server, 'ann').create({});
    const ann = await joined(a.server, 'ann', room_id);
    const bob = await joined(b.server, 'bob', room_id);
    await ann.socket.next('player_joined');
    const drained = a.server.get(Drain).run();
    ann.socket.send({ type: 'send_message', text: 'last words', n: 1 });
    await ann.socket.next('reconnect');
    // This one may come before the socket is closed, or not.
    ann.socket.send({ type: 'send_message', text: 'on the way', n: 2 });
    const { code } = await ann.socket.closed;
    expect(code).toBe(closeCodes.draining.code);
    bob.socket.send({ type: 'send_message', text: 'meanwhile' });
    await drained;
    const back = await b.server.rawSocket();
    const resume = { token: ann.room.resume_token, seq: ann.room.seq + 1 };
    expect(await back.signIn(await b.server.as('ann').token(), { resume })).toMatchObject({ resumed: true });
    for (const [n, text] of ['last words', 'on the way', 'first words'].entries())
      back.send({ type: 'send_message', text, n: n + 1 });
    const heard = await texts(back, 4);
    expect(await texts(bob.socket, 4)).toEqual(heard);
    expect([heard[0], heard[3]]).toEqual(['last words', 'first words']);
    expect(heard.slice(1, 3).toSorted()).toEqual(['meanwhile', 'on the way']);
    await expect(clientOf(a.server, 'ann').create({})).rejects.toMatchObject({
      code: 'rooms.relay_unavailable',
    });
  }, 30_000);

  it('gives away what a handler keeps, and what a host laid down', async () => {
    const [a, b] = await start();
    const { room_id } = await clientOf(a.server, 'ann').create({ kind: 'counter' });
    await clientOf(a.server, 'ann').putHostState({ room_id, host_state: { wave: 3 } });
    const ann = await joined(a.server, 'ann', room_id);
    ann.socket.send({ type: 'send_message', text: 'x' });
    expect(await ann.socket.next('message')).toMatchObject({ from: 'server', data: 1 });
    await drain(a);
    ann.socket.send({ type: 'send_message', text: 'y' });
    expect(await ann.socket.next('message')).toMatchObject({ from: 'server', data: 2 });
    const again = await joined(b.server, 'ann', room_id);
    expect(again.room.host_state).toEqual({ wave: 3 });
  }, 30_000);

  it('gives away what the voice of a room remembers', async () => {
    const [a, b] = await start();
    const { room_id } = await clientOf(a.server, 'ann').create({});
    await joined(a.server, 'ann', room_id);
    await joined(b.server, 'bob', room_id);
    const asked = { room_id, player_id: idOf('bob') };
    await b.server.as('ann').direct(voice).mute(asked);
    await drain(a);
    const bob = await joined(b.server, 'bob', room_id);
    bob.socket.send({ type: 'voice_join', public_key: 'k' });
    await bob.socket.next('voice_room');
    const { members } = await a.server.as('ann').direct(voice).members({ room_id });
    expect(members).toMatchObject([{ player_id: idOf('bob'), server_muted: true }]);
  }, 30_000);

  it('keeps reservations, bans and codes', async () => {
    const [a, b] = await start();
    const { room_id, code } = await clientOf(a.server, 'ann').create({ max_players: 2 });
    await clientOf(a.server, 'ann').ban({ room_id, player_id: testPlayerId('eve'), seconds: 60 });
    await drain(a);
    const bob = await joined(b.server, 'bob', code);
    expect(bob.room.room.players).toBe(1);
    await expect(joinedOrRefused(b.server, 'cid', code)).resolves.toBe('rooms.full');
    await expect(joinedOrRefused(b.server, 'eve', code)).resolves.toBe('rooms.not_found');
    expect((await joined(b.server, 'ann', code)).room.room.players).toBe(2);
  }, 30_000);

  it('gives the same room on from node to node', async () => {
    const [a, b, c] = await start(3);
    const { room_id } = await clientOf(a.server, 'ann').create({});
    const ann = await joined(c!.server, 'ann', room_id);
    await drain(a);
    await drain(b);
    ann.socket.send({ type: 'send_message', text: 'here', id: 1 });
    expect(await texts(ann.socket, 1)).toEqual(['here']);
    expect(ann.socket.frames.filter(({ type }) => type === 'resync_required')).toEqual([]);
  }, 30_000);

  it.each(['before', 'after'])(
    'gives a room to a node that has just asked for it, %s it came',
    async (when) => {
      const [a, b, c] = await start(3);
      const { room_id } = await clientOf(a.server, 'ann').create({});
      const ann = await joined(c!.server, 'ann', room_id);
      const relay = c!.server.get(Relay);
      const holder = relay.holder.bind(relay);
      const [asked, answered] = [signal(), signal()];
      relay.holder = async (name) => {
        asked.set();
        const found = when === 'before' ? await holder(name) : null;
        await answered.isSet;
        return found ?? holder(name);
      };
      const other = c!.server.get(Adoption);
      other.adopt = async () => Promise.reject(new Error('not yet'));
      await drain(a);
      Reflect.deleteProperty(other, 'adopt');
      await asked.isSet;
      await drain(b);
      answered.set();
      await wait(50);
      ann.socket.send({ type: 'send_message', text: 'here', id: 1 });
      expect(await texts(ann.socket, 1)).toEqual(['here']);
      expect(ann.socket.frames.filter(({ type }) => type === 'resync_required')).toEqual([]);
    },
    30_000,
  );

  it('hears what is said at the new place before it knows that the room was taken', async () => {
    const [a, b] = await start();
    const { room_id } = await clientOf(a.server, 'ann').create({});
    const ann = await joined(a.server, 'ann', room_id);
    const bob = await joined(b.server, 'bob', room_id);
    const taker = b.server.get(Adoption);
    const adopt = taker.adopt.bind(taker);
    taker.adopt = async (moving) => {
      await adopt(moving);
      bob.socket.send({ type: 'send_message', text: 'first' });
      await texts(bob.socket, 1);
      await wait(50);
    };
    await drain(a);
    Reflect.deleteProperty(taker, 'adopt');
    bob.socket.send({ type: 'send_message', text: 'second' });
    await texts(bob.socket, 1);
    expect(await texts(ann.socket, 1)).toEqual(['first']);
    expect(await texts(ann.socket, 1)).toEqual(['second']);
  }, 30_000);

  it('keeps its rooms when nobody takes them', async () => {
    const [a, b] = await start();
    const { room_id } = await clientOf(a.server, 'ann').create({});
    const ann = await joined(a.server, 'ann', room_id);
    const bob = await joined(b.server, 'bob', room_id);
    await ann.socket.next('player_joined');
    const other = b.server.get(Adoption);
    other.adopt = async () => Promise.reject(new Error('no room'));
    await drain(a);
    Reflect.deleteProperty(other, 'adopt');
    bob.socket.send({ type: 'send_message', text: 'still here' });
    expect(await texts(ann.socket, 1)).toEqual(['still here']);
    expect(await texts(bob.socket, 1)).toEqual(['still here']);
  }, 30_000);
});

function signal(): { readonly isSet: Promise<void>; set(): void } {
  let set: () => void = () => undefined;
  const isSet = new Promise<void>((resolve) => (set = resolve));
  return { isSet, set: () => set() };
}

async function joinedOrRefused(server: TestServer, name: string, roomId: string): Promise<string> {
  const socket = await server.rawSocket();
  await socket.signIn(await server.as(name).token());
  socket.send({ type: 'join_room', room_id: roomId });
  return Promise.race([
    socket.next('error').then(({ code }) => code),
    socket.next('room_joined').then(({ type }) => type),
  ]);
}
