import { afterEach, expect, it } from '@jest/globals';
import { withServers, type TestSocket } from '@aethex/testing';
import { PrivateRedis } from '../../../adapters/redis/test/private-redis.js';
import { Ownership } from '../src/cluster/ownership.js';
import { onRedis, TestCluster } from './cluster-kit.js';
import { clientOf, joined, wait } from './kit.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** Says something until it is heard there: nobody promises that every try comes through. */
async function untilHeard(from: TestSocket, text: string, by: TestSocket): Promise<void> {
  const heard = (async () => {
    while ((await by.next('message')).text !== text);
    return true;
  })();
  for (let isHeard = false; !isHeard; isHeard = await Promise.race([heard, wait(200).then(() => false)]))
    from.send({ type: 'send_message', text });
}

withServers(['redis'], 'rooms on a Redis of their own', () => {
  async function two() {
    const redis = await PrivateRedis.start();
    ends.push(() => redis.close());
    const cluster = await TestCluster.start(onRedis(redis.url), 2, { lease: 2 });
    ends.push(() => cluster.stop());
    const [a, b] = cluster.nodes.map(({ server }) => server);
    const { room_id } = await clientOf(a!, 'ann').create({ tick_rate: 60 });
    const ann = await joined(a!, 'ann', room_id);
    const ada = await joined(a!, 'ada', room_id);
    const bob = await joined(b!, 'bob', room_id);
    return { redis, a: a!, b: b!, room_id, ann: ann.socket, ada: ada.socket, bob: bob.socket };
  }

  it('outlive a crash of it from which it comes back empty', async () => {
    const { redis, a, room_id, ann, ada, bob } = await two();
    await untilHeard(ann, 'before', bob);
    const before = a.get(Ownership).fenceOf(room_id);
    await redis.kill();
    await untilHeard(ann, 'on our own', ada);
    bob.send({ type: 'send_message', text: 'lost', id: 'm' });
    expect(await bob.next('error')).toMatchObject({ code: 'rooms.relay_unavailable', ref: 'm' });
    await redis.start();
    await untilHeard(ann, 'after', bob);
    await untilHeard(bob, 'and back', ada);
    expect(a.get(Ownership).fenceOf(room_id)).toBeGreaterThan(before!);
    const { players } = await clientOf(a, 'ann').get({ room_id });
    expect(players.map(({ connected }) => connected)).toEqual([true, true, true]);
  }, 60_000);

  it('outlive that it stands still for a while', async () => {
    const { redis, ann, ada, bob } = await two();
    await untilHeard(bob, 'before', ann);
    redis.stall();
    await untilHeard(ann, 'on our own', ada);
    await wait(3_000);
    redis.goOn();
    await untilHeard(ann, 'after', bob);
    await untilHeard(bob, 'and back', ada);
  }, 60_000);
});
