import { afterEach, expect, it } from '@jest/globals';
import { ownDatabase, withServers } from '@aethex/testing';
import { HandOver } from '../src/cluster/hand-over.js';
import { onPostgres, TestCluster } from './cluster-kit.js';
import { clientOf, idOf, joined, wait } from './kit.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

withServers(
  ['postgres'],
  'rooms on the smallest cluster, which has Postgres and no Redis',
  ({ postgres }) => {
    async function two() {
      const { url, drop } = await ownDatabase(postgres);
      ends.push(drop);
      const cluster = await TestCluster.start(onPostgres(url), 2, { lease: 2 });
      ends.push(() => cluster.stop());
      const [a, b] = cluster.nodes.map(({ server }) => server);
      const { room_id } = await clientOf(a!, 'ann').create({ tick_rate: 60 });
      const ann = await joined(a!, 'ann', room_id);
      const bob = await joined(b!, 'bob', room_id);
      await ann.socket.next('player_joined');
      return { a: a!, b: b!, cluster, room_id, ann, bob };
    }

    it('tell everybody everything in one order, whatever its size', async () => {
      const { ann, bob } = await two();
      const data = 'x'.repeat(12_000);
      for (let n = 0; n < 20; n += 1) {
        ann.socket.send({ type: 'send_message', text: `a${n}` });
        bob.socket.send({ type: 'send_message', text: `b${n}`, data });
      }
      const heard = async ({ socket }: typeof ann): Promise<string[]> => {
        const texts: string[] = [];
        while (texts.length < 40) texts.push((await socket.next('message')).text ?? '');
        return texts;
      };
      const [byAnn, byBob] = await Promise.all([heard(ann), heard(bob)]);
      expect(byBob).toEqual(byAnn);
    }, 30_000);

    it('move when their node leaves', async () => {
      const { a, b, ann, bob, room_id } = await two();
      const { directory } = a.get(HandOver) as unknown as { directory: { staying(): string[] } };
      while (directory.staying().length === 0) await wait(20);
      await a.get(HandOver).run();
      ann.socket.send({ type: 'send_message', text: 'here' });
      expect(await bob.socket.next('message')).toMatchObject({ text: 'here', from: idOf('ann') });
      expect((await clientOf(b, 'ann').get({ room_id })).room.players).toBe(2);
    }, 30_000);
  },
);
