import { expect, it } from '@jest/globals';
import type { Jobs } from '@aethex/core';
import { jobsContract, withServers, type Stage } from '@aethex/testing';
import { bullJobs } from '../src/index.js';
import { raise, worked } from './bull-stage.js';
import { ownPrefix } from './own-prefix.js';

/** So seldom that nothing is found by looking. */
const never = { pollSeconds: 3_600, sweepSeconds: 3_600 };

/** Lets the clock of a stage run, until the undo. */
function live(stage: Stage<Jobs>): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    stage.clock.advance(now - last);
    last = now;
  }, 5).unref();
  return () => clearInterval(timer);
}

withServers(['redis'], 'BullJobs', ({ redis: url }) => {
  jobsContract(() => bullJobs({ url, prefix: ownPrefix(), pollSeconds: 0.01, sweepSeconds: 0.01 }));

  it('wakes a worker of another node at once, however seldom it looks', async () => {
    const stage = await raise({ url, ...never });
    const done = await worked('test.far', [await stage.other()]);
    const ids = [await stage.one.add({ name: 'test.far' }), await stage.one.add({ name: 'test.far' })];
    await stage.until('both were done', () => done.length === 2);
    expect(done.toSorted()).toEqual(ids.toSorted());
  });

  it('wakes a worker when the moment of a job has come, and for its next try', async () => {
    const stage = await raise({ url, ...never });
    const stop = live(stage);
    let tries = 0;
    await stage.one.work('test.moment', async () => {
      tries += 1;
      if (tries === 1) throw new Error('out of luck');
    });
    await stage.one.add({ name: 'test.moment', at: new Date(stage.clock.now().getTime() + 300) });
    await stage.until('it was tried again', () => tries === 2);
    await stage.one.settled();
    stop();
  });

  it('comes once at each tick, on whichever of three nodes', async () => {
    const stage = await raise({ url, pollSeconds: 0.01, sweepSeconds: 3_600 });
    const nodes = [stage.one, await stage.other(), await stage.other()];
    const done = await worked('test.tick', nodes);
    for (const node of nodes) await node.every('test.tick', '* * * * * *');
    for (let tick = 1; tick <= 5; tick++) {
      stage.clock.advance(1_000);
      await stage.until(`tick ${tick} was done`, () => done.length >= tick);
    }
    await stage.quiet();
    expect(done.length).toBe(5);
  });

  it('is not held up by wake-ups that are stale', async () => {
    const stage = await raise({ url, ...never });
    const db = await stage.db();
    await stage.one.add({ name: 'test.stale' });
    await db.write((em) => em.run('DELETE FROM "jobs_queue"'));
    const done = await worked('test.stale', [stage.one]);
    const id = await stage.one.add({ name: 'test.stale' });
    await stage.until('it was done', () => done.length > 0);
    expect(done).toEqual([id]);
  });
});
