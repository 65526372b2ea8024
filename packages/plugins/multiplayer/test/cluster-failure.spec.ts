import { afterEach, expect, it } from '@jest/globals';
import { Bus, Cache, Nodes, Relay } from '@aethex/core';
import { withServers, type TestServer, type TestSocket } from '@aethex/testing';
import { pack } from '@aethex/protocol/realtime';
import { randomBytes } from 'node:crypto';
import { FarLines } from '../src/cluster/far-lines.js';
import { Ownership } from '../src/cluster/ownership.js';
import { onRedis, TestCluster, type Node } from './cluster-kit.js';
import { clientOf, idOf, joined, socketOf, wait } from './kit.js';

let cluster: TestCluster | undefined;
afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

/** Seconds until the rooms of a dead node may go on elsewhere. */
const lease = 1;

withServers(['redis'], 'a cluster in trouble', ({ redis: url }) => {
  async function two(count = 2, seconds = lease) {
    cluster = await TestCluster.start(onRedis(url), count, { lease: seconds });
    const [a, b] = cluster.nodes as unknown as [Node, Node];
    const { room_id } = await clientOf(a.server, 'ann').create({ tick_rate: 60, properties: { map: 'x' } });
    const ann = await joined(a.server, 'ann', room_id, { player_data: { name: 'Ann' } });
    const bob = await joined(b.server, 'bob', room_id);
    await ann.socket.next('player_joined');
    return { a, b, room_id, ann, bob };
  }

  const written = async (server: TestServer, roomId: string): Promise<void> => {
    while ((await server.get(Cache).get(`multiplayer.room:${roomId}`)) === null) await wait(50);
  };

  const say = async (from: TestSocket, text: string, ...to: TestSocket[]): Promise<void> => {
    from.send({ type: 'send_message', text });
    for (const socket of to) expect(await socket.next('message')).toMatchObject({ text });
  };

  const untilConnected = async (socket: TestSocket, playerId: string, connected: boolean): Promise<void> => {
    for (;;) {
      const { player } = await socket.next('player_updated');
      if (player.player_id === playerId && player.connected === connected) return;
    }
  };

  it('goes on with a room whose node is dead, where its first member is, and everybody keeps their seat', async () => {
    const { a, b, room_id, ann, bob } = await two();
    await written(b.server, room_id);
    a.tap.isCut = true;
    expect(await bob.socket.next('resync_required')).toMatchObject({ reason: 'state_lost' });
    const whole = await bob.socket.next('room_joined');
    expect(whole.seq).toBeGreaterThan(bob.room.seq);
    expect(whole.room).toMatchObject({ room_id, players: 2, host_id: idOf('ann'), properties: { map: 'x' } });
    expect(whole.players).toMatchObject([
      { player_id: idOf('ann'), player_data: { name: 'Ann' }, connected: false },
      { player_id: idOf('bob'), connected: true },
    ]);
    ann.socket.close();
    const back = await b.server.rawSocket();
    const resume = { token: ann.room.resume_token, seq: ann.room.seq + 1 };
    expect(await back.signIn(await b.server.as('ann').token(), { resume })).toMatchObject({ resumed: true });
    expect(await back.next('resync_required')).toMatchObject({ reason: 'too_old' });
    expect((await back.next('room_joined')).self.is_host).toBe(true);
    await say(bob.socket, 'again', back, bob.socket);
    expect((await clientOf(b.server, 'ann').get({ room_id: whole.room.code })).room.room_id).toBe(room_id);
  }, 30_000);

  it('turns out whoever came so late that nobody remembers them, and says so', async () => {
    const { a, b, room_id, bob } = await two();
    await written(b.server, room_id);
    const cache = b.server.get(Cache);
    const key = `multiplayer.room:${room_id}`;
    const old = (await cache.get(key)) ?? '';
    const cid = await joined(b.server, 'cid', room_id);
    a.tap.isCut = true;
    const remembering = setInterval(() => void cache.set(key, old, 60), 10);
    expect(await bob.socket.next('resync_required')).toMatchObject({ reason: 'state_lost' });
    clearInterval(remembering);
    expect(await cid.socket.next('resync_required')).toMatchObject({ reason: 'seat_expired' });
    expect(await cid.socket.next('room_left')).toMatchObject({ room_id, reason: 'dropped' });
    cid.socket.send({ type: 'join_room', room_id });
    expect((await cid.socket.next('room_joined')).room.room_id).toBe(room_id);
    await say(cid.socket, 'here again', bob.socket, cid.socket);
  }, 30_000);

  it('says that a room is gone of which nothing is known any more', async () => {
    const { a, b, room_id, bob } = await two();
    await written(b.server, room_id);
    a.tap.isCut = true;
    const forgetting = setInterval(() => void b.server.get(Cache).delete(`multiplayer.room:${room_id}`), 10);
    expect(await bob.socket.next('resync_required')).toMatchObject({ reason: 'room_gone' });
    clearInterval(forgetting);
    expect(await bob.socket.next('room_left')).toMatchObject({ room_id, reason: 'closed' });
    bob.socket.send({ type: 'send_message', text: 'x' });
    expect(await bob.socket.next('error')).toMatchObject({ code: 'rooms.not_joined' });
  }, 30_000);

  it('does not let a node speak that stood still for longer than its lease, and takes its members along', async () => {
    const { a, b, room_id, ann, bob } = await two(3);
    const cid = await joined(cluster!.nodes[2]!.server, 'cid', room_id);
    await written(b.server, room_id);
    const goOn = standStill(a, room_id);
    a.tap.isCut = true;
    await bob.socket.next('resync_required');
    await bob.socket.next('room_joined');
    await cid.socket.next('room_joined');
    a.tap.isCut = false;
    const before = a.tap.sent.length;
    await say(ann.socket, 'from the past', ann.socket);
    await bob.socket.expectNo('message', 300);
    await cid.socket.expectNo('message', 0);
    expect(a.tap.sent.length).toBeGreaterThan(before);
    goOn();
    expect(await ann.socket.next('resync_required')).toMatchObject({ reason: 'state_lost' });
    await ann.socket.next('room_joined');
    await untilConnected(bob.socket, idOf('ann'), true);
    await say(ann.socket, 'here again', ann.socket, bob.socket, cid.socket);
    await say(bob.socket, 'welcome', ann.socket, bob.socket, cid.socket);
  }, 30_000);

  it('tells the whole room again to whom something was lost, and never leaves a gap', async () => {
    const { a, ann, bob } = await two(2, 60);
    await say(ann.socket, 'one', ann.socket, bob.socket);
    let isLost = false;
    a.tap.lose = () => !isLost && (isLost = true);
    await say(ann.socket, 'two', ann.socket);
    await wait(50);
    await say(ann.socket, 'three', ann.socket);
    expect(await bob.socket.next('resync_required')).toMatchObject({ reason: 'too_old' });
    const { seq } = await bob.socket.next('room_joined');
    await say(ann.socket, 'four', ann.socket);
    const next = await bob.socket.next('message');
    expect(next).toMatchObject({ text: 'four', seq: seq + 1 });
    expect(bob.socket.frames.filter(({ type }) => type === 'message')).toEqual([]);
  }, 30_000);

  it('believes nothing that somebody else writes into Redis', async () => {
    const { a, b, room_id, ann, bob } = await two(2, 60);
    const fence = a.server.get(Ownership).fenceOf(room_id);
    const [from, to] = [b.server.get(Nodes).id, a.server.get(Nodes).id];
    const actor = { who: 'house', id: 'server', gameId: 'default', mayModerate: true };
    const kick = { name: 'kick', input: { player_id: idOf('ann') } };
    const ask = { t: 'ask', id: 1, room: room_id, fence, verb: 'ask', args: [kick, actor] };
    const packet = pack({ from, to, epoch: 99, n: 1, part: 0, parts: 1, body: pack([ask]) });
    const bulletin = pack({ node: 'evil', n: 1, rooms: 0, leaving: false, open: [], gone: [room_id] });
    const sent = a.tap.sent.at(-1)?.bytes ?? new Uint8Array();
    const head = sent.subarray(0, 20);
    for (const bytes of [packet, Buffer.concat([head, packet]), randomBytes(64)])
      await b.server.get(Relay).send(to, bytes);
    for (const bytes of [bulletin, Buffer.concat([head, bulletin])])
      await b.server.get(Bus).publish('aethex.multiplayer.rooms', bytes);
    await a.server.get(Cache).set(`multiplayer.room:${room_id}`, Buffer.from(packet).toString('base64'), 60);
    await ann.socket.expectNo('room_left', 200);
    await say(bob.socket, 'all is well', ann.socket, bob.socket);
  }, 30_000);

  it('goes on for those whose room is here while the relay is away, and refuses what needs it', async () => {
    const { a, b, room_id, ann, bob } = await two(2, 2);
    a.tap.isCut = true;
    b.tap.isCut = true;
    await say(ann.socket, 'still here', ann.socket);
    await expect(clientOf(a.server, 'ann').create({})).rejects.toMatchObject({
      code: 'rooms.relay_unavailable',
    });
    const eve = await socketOf(b.server, 'eve');
    eve.send({ type: 'join_room', room_id: '01890a5d-ac96-774b-bcce-b302099a8057' });
    expect(await eve.next('error')).toMatchObject({ code: 'rooms.relay_unavailable', retry: true });
    bob.socket.send({ type: 'send_message', text: 'anybody?', id: 'm' });
    expect(await bob.socket.next('error')).toMatchObject({ code: 'rooms.relay_unavailable', ref: 'm' });
    await untilConnected(ann.socket, idOf('bob'), false);
    await say(ann.socket, 'alone', ann.socket);
    a.tap.isCut = false;
    b.tap.isCut = false;
    await untilConnected(ann.socket, idOf('bob'), true);
    await bob.socket.next('resync_required');
    expect((await bob.socket.next('room_joined')).room.room_id).toBe(room_id);
    await say(bob.socket, 'back', ann.socket, bob.socket);
  }, 40_000);

  it('holds the seats of a node that is not heard of any more', async () => {
    const { b, ann } = await two();
    b.tap.isCut = true;
    await untilConnected(ann.socket, idOf('bob'), false);
  }, 30_000);
});

/** A node that believes itself to be the owner of a room for ever, as one does that is stopped and goes on later. */
function standStill({ server }: Node, roomId: string): () => void {
  const [ownership, lines] = [server.get(Ownership), server.get(FarLines)];
  const fence = ownership.fenceOf(roomId);
  ownership.fenceOf = () => fence;
  ownership.renew = async () => undefined;
  lines.sweep = () => undefined;
  return () => {
    for (const name of ['fenceOf', 'renew']) Reflect.deleteProperty(ownership, name);
    Reflect.deleteProperty(lines, 'sweep');
  };
}
