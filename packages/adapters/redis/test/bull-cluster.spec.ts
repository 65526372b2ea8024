import { afterEach, expect, it } from '@jest/globals';
import { postgres } from '@aethex/postgres';
import type { Jobs } from '@aethex/core';
import { ownDatabase, Stage, withServers } from '@aethex/testing';
import { bullJobs } from '../src/index.js';
import { ownPrefix } from './own-prefix.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

withServers(['postgres', 'redis'], 'BullJobs of three nodes', ({ postgres: server, redis: url }) => {
  /** So seldom that nothing is found by looking. */
  const never = { pollSeconds: 3_600, sweepSeconds: 3_600 };

  async function threeNodes() {
    const { url: place, drop } = await ownDatabase(server);
    ends.push(drop);
    const database = postgres({ url: place, poolSize: 4, unsafe: { allowFsyncOff: true } });
    const stage = await Stage.raise<Jobs>([bullJobs({ url, prefix: ownPrefix(), ...never }), database]);
    ends.push(() => stage.close());
    return { stage, nodes: [stage.one, await stage.other(), await stage.other()] as const };
  }

  it('do two hundred jobs, each of them once, and none stands idle', async () => {
    const { stage, nodes } = await threeNodes();
    const done: string[][] = [[], [], []];
    for (const [node, jobs] of nodes.entries())
      await jobs.work('test.many', async ({ id }) => void done[node]?.push(id));
    const adding = Array.from({ length: 200 }, (_, n) =>
      (nodes[n % 3] ?? stage.one).add({ name: 'test.many' }),
    );
    const ids = await Promise.all(adding);
    await stage.until('all were done', () => done.flat().length >= 200);
    await stage.quiet();
    expect(done.flat().toSorted()).toEqual(ids.toSorted());
    expect(done.filter((some) => some.length > 10).length).toBe(3);
  }, 30_000);
});
