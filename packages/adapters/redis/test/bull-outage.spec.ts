import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withServers } from '@aethex/testing';
import { raise, warnings, worked } from './bull-stage.js';
import { PrivateRedis } from './private-redis.js';

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
    const done = await worked('test.lost', [stage.one, await stage.other()]);
    await stage.until('all were done', () => done.length >= 20);
    await stage.quiet();
    expect(done.toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('feeds it again when it is back', async () => {
    const stage = await raise({ url: server.url, pollSeconds: 3_600, sweepSeconds: 2 });
    const done = await worked('test.back', [await stage.other()]);
    await stage.quiet();
    await server.kill();
    await stage.until('it is missed', () => warnings(stage).some((word) => word.startsWith('Redis is away')));
    const db = await stage.db();
    const ids = await Promise.all(
      Array.from({ length: 5 }, () => db.write(() => stage.one.add({ name: 'test.back' }))),
    );
    expect(done).toEqual([]);
    await server.start();
    await stage.until('all were done', () => done.length >= 5);
    expect(done.toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('adds and does jobs while Redis is away', async () => {
    const stage = await raise({ url: server.url, ...soon });
    const done = await worked('test.away', [await stage.other()]);
    await stage.quiet();
    await server.kill();
    const ids = await Promise.all(Array.from({ length: 5 }, () => stage.one.add({ name: 'test.away' })));
    await stage.until('all were done', () => done.length >= 5);
    expect(done.toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('adds at once while Redis stands still, and does the jobs soon', async () => {
    const stage = await raise({ url: server.url, ...soon });
    const done = await worked('test.still', [await stage.other()]);
    await stage.quiet();
    server.stall();
    const began = performance.now();
    const ids = await Promise.all(Array.from({ length: 5 }, () => stage.one.add({ name: 'test.still' })));
    expect(performance.now() - began).toBeLessThan(1_000);
    await stage.until('all were done', () => done.length >= 5);
    expect(performance.now() - began).toBeLessThan(5_000);
    server.goOn();
    ids.push(await stage.one.add({ name: 'test.still' }));
    await stage.until('the last was done', () => done.length >= 6);
    await stage.quiet();
    expect(done.toSorted()).toEqual(ids.toSorted());
  }, 20_000);

  it('does jobs while Redis has no room for wake-ups', async () => {
    const stage = await raise({ url: server.url, ...soon, sweepSeconds: 0.2 });
    const done = await worked('test.full', [await stage.other()]);
    await stage.quiet();
    await server.call('CONFIG', 'SET', 'maxmemory', '1');
    for (let n = 1; n <= 3; n++) {
      await Promise.all([stage.one.add({ name: 'test.full' }), stage.one.add({ name: 'test.full' })]);
      await stage.until('both were done', () => done.length >= 2 * n);
    }
    await server.call('CONFIG', 'SET', 'maxmemory', '0');
    await stage.one.add({ name: 'test.full' });
    await stage.until('the last was done', () => done.length === 7);
  }, 20_000);

  describe('with it', () => {
    it('keeps nothing in it of jobs that are done', async () => {
      const stage = await raise({ url: server.url, prefix: 'mine', ...soon });
      const done = await worked('test.done', [stage.one]);
      for (let n = 0; n < 30; n++) await stage.one.add({ name: 'test.done', data: 'in the row alone' });
      await stage.until('all were done', () => done.length === 30);
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
