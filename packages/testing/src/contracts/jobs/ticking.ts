import { assert } from '../suite.js';
import { record, type JobsPromise } from './doing.js';

const eachSecond = '* * * * * *';

export const tickingPromises: readonly JobsPromise[] = [
  {
    promise: 'adds a job at every tick, once for all nodes',
    check: async (stage) => {
      const name = stage.name('tick');
      const other = await stage.other();
      const begin = stage.now().getTime();
      const all = [await record(stage.one, name), await record(other, name)];
      const runs = (): number => all.flatMap((one) => one.runs).length;
      for (const node of [stage.one, other]) await node.every(name, eachSecond);
      for (let tick = 1; tick <= 3; tick++) {
        await stage.pass(1);
        await stage.until(`tick ${tick} was done`, () => runs() >= tick);
      }
      await stage.quiet();
      const ticks = Math.floor(stage.now().getTime() / 1000) - Math.floor(begin / 1000);
      assert.ok(runs() <= ticks, `${runs()} jobs for ${ticks} ticks`);
    },
  },
  {
    promise: 'reads five fields too, and adds nothing before the tick',
    check: async (stage) => {
      const name = stage.name('never');
      const { runs } = await record(stage.one, name);
      const far = new Date(stage.now().getTime() + 300 * 86_400_000);
      await stage.one.every(
        name,
        `0 0 ${far.getUTCDate() > 28 ? 1 : far.getUTCDate()} ${far.getUTCMonth() + 1} *`,
      );
      await stage.pass(1);
      await stage.quiet();
      assert.equal(runs.length, 0);
    },
  },
  {
    promise: 'adds none while the job of an earlier tick waits for its first try',
    check: async (stage) => {
      const name = stage.name('pile');
      const undo = await stage.one.every(name, eachSecond);
      for (let tick = 0; tick < 3; tick++) {
        await stage.pass(1);
        await stage.quiet();
      }
      await undo();
      const { runs } = await record(stage.one, name);
      await stage.until('one was done', () => runs.length > 0);
      await stage.quiet();
      assert.equal(runs.length, 1);
    },
  },
  {
    promise: 'adds no more when it is undone, twice without complaint',
    check: async (stage) => {
      const name = stage.name('stop');
      const undo = await stage.one.every(name, eachSecond);
      await undo();
      await undo();
      await stage.pass(1.5);
      await stage.quiet();
      const { runs } = await record(stage.one, name);
      await stage.quiet();
      assert.equal(runs.length, 0);
    },
  },
];
