import { assert } from '../suite.js';
import { deadOf, record, type JobsPromise } from './doing.js';

const fail = (): never => {
  throw new Error('out of luck');
};

export const failingPromises: readonly JobsPromise[] = [
  {
    promise: 'tries a job that throws again, later each time',
    check: async (stage) => {
      const name = stage.name('retry');
      const moments: number[] = [];
      const { runs } = await record(stage.one, name, () => {
        if (moments.push(stage.now().getTime()) < 3) fail();
      });
      const id = await stage.one.add({ name, data: { n: 1 } });
      await stage.until('it was tried three times', () => runs.length === 3, 0.05);
      const [first = 0, second = 0, third = 0] = moments;
      assert.ok(second > first, 'tried again at once');
      assert.ok(
        third - second > second - first,
        `tried again after ${second - first} and ${third - second} ms`,
      );
      assert.deepEqual(
        runs,
        [1, 2, 3].map((attempt) => ({ id, data: { n: 1 }, attempt })),
      );
      await stage.pass(0.5);
      await stage.quiet();
      assert.equal(runs.length, 3, 'tried again although it was done');
    },
  },
  {
    promise: 'holds up no other job by one that fails',
    check: async (stage) => {
      const name = stage.name('poison');
      const { runs } = await record(stage.one, name, ({ data }) => {
        if (data === 'bad') fail();
      });
      await stage.one.add({ name, data: 'bad' });
      await stage.until('the bad one was tried', () => runs.length === 1);
      await stage.one.add({ name, data: 'good' });
      await stage.until('the good one was done', () => runs.some(({ data }) => data === 'good'));
    },
  },
  {
    promise: 'lays a job aside as dead after its tries, and does it no more',
    check: async (stage) => {
      const name = stage.name('dead');
      const { runs } = await record(stage.one, name, fail);
      const id = await stage.one.add({ name, data: { why: 'not' }, tries: 2 });
      await stage.until('it was given up', async () => (await deadOf(stage.one, name)).length === 1, 0.5);
      assert.equal(runs.length, 2);
      await stage.one.settled();
      for (let n = 0; n < 3; n++) await stage.pass(0.5);
      await stage.quiet();
      assert.equal(runs.length, 2, 'a dead job was done again');
      for await (const job of stage.one.dead()) {
        if (job.name !== name) continue;
        assert.deepEqual([job.id, job.data], [id, { why: 'not' }]);
        assert.match(job.error, /out of luck/);
        assert.ok(
          Math.abs(job.diedAt.getTime() - stage.now().getTime()) < 60_000,
          'diedAt is not when it died',
        );
      }
    },
  },
  {
    promise: 'yields the dead, the oldest first',
    check: async (stage) => {
      const name = stage.name('order');
      await record(stage.one, name, fail);
      const ids: string[] = [];
      const later = await stage.one.add({ name, tries: 1, at: new Date(stage.now().getTime() + 1_000) });
      for (let n = 0; n < 2; n++) {
        ids.push(await stage.one.add({ name, tries: 1 }));
        await stage.until('it was given up', async () => (await deadOf(stage.one, name)).length === n + 1);
        await stage.pass(0.1);
      }
      await stage.pass(1);
      await stage.until('the last was given up', async () => (await deadOf(stage.one, name)).length === 3);
      assert.deepEqual(await deadOf(stage.one, name), [...ids, later]);
    },
  },
];
