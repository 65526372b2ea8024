import { assert } from '../suite.js';
import { gate, record, type JobsPromise } from './doing.js';

export const workingPromises: readonly JobsPromise[] = [
  {
    promise: 'does jobs of a name one at a time on each node',
    check: async (stage) => {
      const name = stage.name('line');
      let [now, most] = [0, 0];
      const { runs } = await record(stage.one, name, async () => {
        most = Math.max(most, ++now);
        await stage.quiet();
        now -= 1;
      });
      await Promise.all(Array.from({ length: 4 }, () => stage.one.add({ name })));
      await stage.until('all were done', () => runs.length === 4 && now === 0);
      assert.equal(most, 1);
    },
  },
  {
    promise: 'lets no name wait for another',
    check: async (stage) => {
      const [slow, quick] = [stage.name('slow'), stage.name('quick')];
      const { passed, open } = gate(stage);
      const { runs: slowRuns } = await record(stage.one, slow, () => passed);
      const { runs } = await record(stage.one, quick);
      await stage.one.add({ name: slow });
      await stage.until('the slow one has begun', () => slowRuns.length === 1);
      await stage.one.add({ name: quick });
      await stage.until('the quick one was done', () => runs.length === 1);
      open();
    },
  },
  {
    promise: 'waits for the job under way when a worker is undone, and does no other',
    check: async (stage) => {
      const name = stage.name('undo');
      const { passed, open } = gate(stage);
      let ended = false;
      const { runs, undo } = await record(stage.one, name, async () => {
        await passed;
        ended = true;
      });
      await stage.one.add({ name });
      await stage.until('it has begun', () => runs.length === 1);
      const undoing = undo().then(() => ended);
      await stage.one.add({ name });
      await stage.quiet();
      open();
      assert.equal(await undoing, true, 'undone before the job had ended');
      await stage.quiet();
      assert.equal(runs.length, 1);
    },
  },
  {
    promise: 'undoes a worker twice without complaint, and takes another',
    check: async (stage) => {
      const name = stage.name('again');
      const first = await record(stage.one, name);
      await first.undo();
      await first.undo();
      await stage.one.add({ name });
      const second = await record(stage.one, name);
      await first.undo();
      await stage.until('the second worker did it', () => second.runs.length === 1);
      await stage.one.add({ name });
      await stage.until('the second worker went on', () => second.runs.length === 2);
      assert.equal(first.runs.length, 0);
    },
  },
  {
    promise: 'is settled when no job that is due waits or runs',
    check: async (stage) => {
      const name = stage.name('settle');
      const { passed, open } = gate(stage);
      let [settled, done] = [false, false];
      await stage.one.settled();
      await stage.one.add({ name, at: new Date(stage.now().getTime() + 3_600_000) });
      await stage.one.settled();
      await stage.one.add({ name });
      const settling = stage.one.settled().then(() => (settled = true));
      await stage.quiet();
      assert.equal(settled, false, 'settled while a job waited');
      const { runs } = await record(stage.one, name, async () => {
        await passed;
        done = true;
      });
      await stage.until('it has begun', () => runs.length === 1);
      await stage.quiet();
      assert.equal(settled, false, 'settled while a job ran');
      open();
      await settling;
      assert.deepEqual([done, runs.length], [true, 1]);
    },
  },
];
