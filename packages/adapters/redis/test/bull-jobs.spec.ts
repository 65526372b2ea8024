import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Jobs } from '@aethex/core';
import { jobsContract, Stage, withServers, type MemoryLog } from '@aethex/testing';
import { bullJobs, type BullJobsOptions } from '../src/index.js';
import { ownPrefix } from './own-prefix.js';
import { PrivateRedis } from './private-redis.js';

/** So seldom that nothing is found by looking. */
const never = { pollSeconds: 3_600, sweepSeconds: 3_600 };
const stages: Stage<Jobs>[] = [];
const lives: NodeJS.Timeout[] = [];

async function raise(options: BullJobsOptions): Promise<Stage<Jobs>> {
  const stage = await Stage.raise(bullJobs({ prefix: ownPrefix(), ...options }));
  stages.push(stage);
  return stage;
}

/** Lets the clock of a stage run. */
function live(stage: Stage<Jobs>): void {
  let last = performance.now();
  lives.push(
    setInterval(() => {
      const now = performance.now();
      stage.clock.advance(now - last);
      last = now;
    }, 5).unref(),
  );
}

/** Notes what each node does of a name. */
async function worked(
  name: string,
  nodes: readonly Jobs[],
  work: () => Promise<void> = async () => undefined,
) {
  const done: string[][] = nodes.map(() => []);
  for (const [node, jobs] of nodes.entries())
    await jobs.work(name, async ({ id }) => {
      await work();
      done[node]?.push(id);
    });
  return { done, all: () => done.flat() };
}

const threeOf = async (stage: Stage<Jobs>): Promise<Jobs[]> => [
  stage.one,
  await stage.other(),
  await stage.other(),
];

const warnings = (stage: Stage<Jobs>): string[] =>
  (stage.log as MemoryLog).lines.filter(({ level }) => level === 'warn').map(({ message }) => message);

afterEach(async () => {
  for (const timer of lives.splice(0)) clearInterval(timer);
  for (const stage of stages.splice(0)) await stage.close();
});

withServers(['redis'], 'BullJobs', ({ redis: url }) => {
  jobsContract(() => bullJobs({ url, prefix: ownPrefix(), pollSeconds: 0.01, sweepSeconds: 0.01 }));

  it('wakes a worker of another node at once, however seldom it looks', async () => {
    const stage = await raise({ url, ...never });
    const { all } = await worked('test.far', [await stage.other()]);
    const ids = [await stage.one.add({ name: 'test.far' }), await stage.one.add({ name: 'test.far' })];
    await stage.until('both were done', () => all().length === 2);
    expect(all().toSorted()).toEqual(ids.toSorted());
  });

  it('wakes a worker when the moment of a job has come, and for its next try', async () => {
    const stage = await raise({ url, ...never });
    live(stage);
    let tries = 0;
    await stage.one.work('test.moment', async () => {
      tries += 1;
      if (tries === 1) throw new Error('out of luck');
    });
    await stage.one.add({ name: 'test.moment', at: new Date(stage.clock.now().getTime() + 300) });
    await stage.until('it was tried again', () => tries === 2);
    await stage.one.settled();
  });

  it('does two hundred jobs on three nodes, each of them once, and lets none stand idle', async () => {
    const stage = await raise({ url, ...never });
    const nodes = await threeOf(stage);
    const { done, all } = await worked('test.many', nodes);
    const adding = Array.from({ length: 200 }, (_, n) => nodes[n % 3]!.add({ name: 'test.many' }));
    const ids = await Promise.all(adding);
    await stage.until('all were done', () => all().length >= 200);
    await stage.quiet();
    expect(all().toSorted()).toEqual(ids.toSorted());
    expect(done.every((some) => some.length > 10)).toBe(true);
  }, 30_000);

  it('comes once at each tick, on whichever of three nodes', async () => {
    const stage = await raise({ url, pollSeconds: 0.01, sweepSeconds: 3_600 });
    const nodes = await threeOf(stage);
    const { all } = await worked('test.tick', nodes);
    for (const node of nodes) await node.every('test.tick', '* * * * * *');
    for (let tick = 1; tick <= 5; tick++) {
      stage.clock.advance(1_000);
      await stage.until(`tick ${tick} was done`, () => all().length >= tick);
    }
    await stage.quiet();
    expect(all().length).toBe(5);
  });

  it('is not held up by wake-ups that are stale', async () => {
    const stage = await raise({ url, ...never });
    const db = await stage.db();
    await stage.one.add({ name: 'test.stale' });
    await db.write((em) => em.run('DELETE FROM "jobs_queue"'));
    const { all } = await worked('test.stale', [stage.one]);
    const id = await stage.one.add({ name: 'test.stale' });
    await stage.until('it was done', () => all().length > 0);
    expect(all()).toEqual([id]);
  });
});

withServers(['redis'], 'BullJobs without their Redis', () => {
  let server: PrivateRedis;
  beforeEach(async () => {
    server = await PrivateRedis.start();
  });
  afterEach(() => server.close());

  const soon = { pollSeconds: 0.05, sweepSeconds: 3_600 };

  it('loses no job when Redis comes back empty', async () => {
    const stage = await raise({ url: server.url, ...soon });
    const ids = await Promise.all(Array.from({ length: 20 }, () => stage.one.add({ name: 'test.lost' })));
    await stage.quiet();
    await server.kill();
    await server.start();
    await stage.until('it is there again', () => warnings(stage).length > 0);
    const { all } = await worked('test.lost', [stage.one, await stage.other()]);
    await stage.until('all were done', () => all().length >= 20);
    await stage.quiet();
    expect(all().toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('feeds it again at once when it is back, although it looks seldom', async () => {
    const stage = await raise({ url: server.url, pollSeconds: 3_600, sweepSeconds: 3_600 });
    const { all } = await worked('test.back', [await stage.other()]);
    await stage.quiet();
    await server.kill();
    await stage.until('it is missed', () => warnings(stage).some((word) => word.startsWith('Redis is away')));
    const db = await stage.db();
    const ids = await Promise.all(
      Array.from({ length: 5 }, () => db.write(() => stage.one.add({ name: 'test.back' }))),
    );
    expect(all()).toEqual([]);
    await server.start();
    await stage.until('all were done', () => all().length >= 5);
    expect(all().toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('adds and does jobs while Redis is away', async () => {
    const stage = await raise({ url: server.url, ...soon });
    const { all } = await worked('test.away', [await stage.other()]);
    await stage.quiet();
    await server.kill();
    const ids = await Promise.all(Array.from({ length: 5 }, () => stage.one.add({ name: 'test.away' })));
    await stage.until('all were done', () => all().length >= 5);
    expect(all().toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('adds at once while Redis stands still, and does the jobs soon', async () => {
    const stage = await raise({ url: server.url, ...soon });
    const { all } = await worked('test.still', [await stage.other()]);
    await stage.quiet();
    server.stall();
    const began = performance.now();
    const ids = await Promise.all(Array.from({ length: 5 }, () => stage.one.add({ name: 'test.still' })));
    expect(performance.now() - began).toBeLessThan(1_000);
    await stage.until('all were done', () => all().length >= 5);
    expect(performance.now() - began).toBeLessThan(5_000);
    server.goOn();
    ids.push(await stage.one.add({ name: 'test.still' }));
    await stage.until('the last was done', () => all().length >= 6);
    await stage.quiet();
    expect(all().toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('does jobs while Redis has no room for wake-ups', async () => {
    const stage = await raise({ url: server.url, ...soon });
    const { all } = await worked('test.full', [await stage.other()]);
    await stage.quiet();
    await server.call('CONFIG', 'SET', 'maxmemory', '1');
    for (let n = 1; n <= 3; n++) {
      await Promise.all([stage.one.add({ name: 'test.full' }), stage.one.add({ name: 'test.full' })]);
      await stage.until('both were done', () => all().length >= 2 * n);
    }
    await server.call('CONFIG', 'SET', 'maxmemory', '0');
    await stage.one.add({ name: 'test.full' });
    await stage.until('the last was done', () => all().length === 7);
  }, 20_000);

  describe('with it', () => {
    it('keeps nothing in it of jobs that are done', async () => {
      const stage = await raise({ url: server.url, prefix: 'mine', ...never });
      const { all } = await worked('test.done', [stage.one]);
      for (let n = 0; n < 30; n++) await stage.one.add({ name: 'test.done', data: 'in the row alone' });
      await stage.until('all were done', () => all().length === 30);
      await stage.quiet();
      const keys = (await server.call('KEYS', '*')) as string[];
      expect(keys.filter((key) => !key.startsWith('{mine:jobs}:test.done:'))).toEqual([]);
      expect(keys.length).toBeLessThan(5);
    });

    it('has no wake-up for what is due much later', async () => {
      const stage = await raise({ url: server.url, prefix: 'mine', ...soon, sweepSeconds: 1 });
      for (let n = 0; n < 30; n++)
        await stage.one.add({ name: 'test.later', at: new Date(stage.clock.now().getTime() + 3_600_000) });
      await stage.quiet();
      expect(await server.call('DBSIZE')).toBe(0);
    });
  });
});
