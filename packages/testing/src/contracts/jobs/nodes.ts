import { assert } from '../suite.js';
import { record, type JobsPromise } from './doing.js';

export const nodePromises: readonly JobsPromise[] = [
  {
    promise: 'does each job once while nothing fails, whichever node does it',
    check: async (stage) => {
      const name = stage.name('once');
      const other = await stage.other();
      const all = [await record(stage.one, name), await record(other, name)];
      const adding = Array.from({ length: 20 }, (_, n) => [stage.one, other][n % 2]!.add({ name }));
      const ids = await Promise.all(adding);
      await stage.until('all were done', () => all.flatMap(({ runs }) => runs).length >= 20);
      await stage.one.settled();
      await stage.quiet();
      const done = all.flatMap(({ runs }) => runs.map(({ id }) => id));
      assert.deepEqual(done.toSorted(), ids.toSorted());
    },
  },
  {
    promise: 'does on one node what was added on another',
    check: async (stage) => {
      const name = stage.name('far');
      const { runs } = await record(await stage.other(), name);
      const id = await stage.one.add({ name, data: 'from afar' });
      await stage.until('the other node did it', () => runs.length === 1);
      assert.deepEqual(runs, [{ id, data: 'from afar', attempt: 1 }]);
    },
  },
  {
    promise: 'survives a restart',
    check: async (stage) => {
      const name = stage.name('restart');
      const due = await stage.one.add({ name, data: { due: true }, key: 'a' });
      await stage.one.add({ name, at: new Date(stage.now().getTime() + 3_600_000) });
      const again = await stage.reopened();
      assert.equal(await again.add({ name, key: 'a' }), due);
      const { runs } = await record(again, name);
      await stage.until('it was done', () => runs.length > 0);
      await stage.quiet();
      assert.deepEqual(runs, [{ id: due, data: { due: true }, attempt: 1 }]);
    },
  },
  {
    promise: 'does a job again on another node when its own goes away in the middle',
    check: async (stage) => {
      const name = stage.name('gone');
      const begun = await record(stage.one, name, () => new Promise<void>(() => undefined));
      const id = await stage.one.add({ name, data: 'x' });
      await stage.until('it has begun', () => begun.runs.length === 1);
      const { runs } = await record(await stage.other(), name);
      await stage.quiet();
      assert.equal(runs.length, 0, 'done twice while its node was there');
      stage.abandon();
      await stage.until('the other node did it', () => runs.length > 0, 10);
      assert.deepEqual(runs, [{ id, data: 'x', attempt: 2 }]);
    },
  },
];
