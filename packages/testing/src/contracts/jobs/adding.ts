import type { JsonValue } from '@aethex/protocol';
import { assert } from '../suite.js';
import { gate, record, type JobsPromise } from './doing.js';

const anyJson: readonly JsonValue[] = [
  null,
  true,
  0,
  -1.5,
  '',
  'ümlaut 🎲 \0',
  [],
  {},
  { a: [1, { b: null }], ['__proto__x']: 'y' },
];

export const addingPromises: readonly JobsPromise[] = [
  {
    promise: 'does a job with its data, under the id that add returned, counting attempts from 1',
    check: async (stage) => {
      const name = stage.name('job');
      const { runs } = await record(stage.one, name);
      for (const data of anyJson) {
        const id = await stage.one.add({ name, data });
        await stage.until('the job was done', () => runs.some((run) => run.id === id));
        assert.deepEqual(runs.at(-1), { id, data, attempt: 1 });
      }
      const bare = await stage.one.add({ name });
      await stage.until('the job without data was done', () => runs.at(-1)?.id === bare);
      assert.equal(runs.at(-1)?.data, null);
    },
  },
  {
    promise: 'keeps a job that nobody does yet',
    check: async (stage) => {
      const [name, stranger] = [stage.name('job'), stage.name('stranger')];
      const { runs: strange } = await record(stage.one, stranger);
      const id = await stage.one.add({ name });
      await stage.quiet();
      const { runs } = await record(stage.one, name);
      await stage.until('the job was done', () => runs.length > 0);
      assert.deepEqual([runs.map((run) => run.id), strange], [[id], []]);
    },
  },
  {
    promise: 'does a job not before its moment',
    check: async (stage) => {
      const name = stage.name('later');
      const { runs } = await record(stage.one, name);
      await stage.one.add({ name, at: new Date(stage.now().getTime() + 2_000) });
      await stage.pass(1.5);
      await stage.quiet();
      assert.equal(runs.length, 0);
      await stage.pass(0.6);
      await stage.until('its moment came and it was done', () => runs.length === 1);
      await stage.one.add({ name, at: new Date(stage.now().getTime() - 60_000) });
      await stage.until('the belated one was done', () => runs.length === 2);
    },
  },
  {
    promise: 'lets only one of several with the same key wait for its first try',
    check: async (stage) => {
      const name = stage.name('keyed');
      const first = await stage.one.add({ name, key: 'a', data: 'first' });
      assert.equal(await stage.one.add({ name, key: 'a', data: 'second' }), first);
      const others = [
        await stage.one.add({ name, key: 'b' }),
        await stage.one.add({ name }),
        await stage.one.add({ name }),
      ];
      const elsewhere = await stage.one.add({ name: stage.name('other'), key: 'a' });
      assert.equal(new Set([first, ...others, elsewhere]).size, 5);
      const { runs } = await record(stage.one, name);
      await stage.until('all were done', () => runs.length >= 4);
      await stage.quiet();
      assert.deepEqual(runs.map(({ id }) => id).toSorted(), [first, ...others].toSorted());
      assert.equal(runs.find(({ id }) => id === first)?.data, 'first');
    },
  },
  {
    promise: 'adds one of a hundred that race with the same key',
    check: async (stage) => {
      const name = stage.name('race');
      const nodes = [stage.one, await stage.other()];
      const racing = Array.from({ length: 100 }, (_, n) => nodes[n % 2]!.add({ name, key: 'same' }));
      const ids = new Set(await Promise.all(racing));
      assert.equal(ids.size, 1);
      const { runs } = await record(stage.one, name);
      await stage.until('it was done', () => runs.length > 0);
      await stage.quiet();
      assert.equal(runs.length, 1);
    },
  },
  {
    promise: 'lets a job that has begun block its key no longer',
    check: async (stage) => {
      const name = stage.name('begun');
      const { passed, open } = gate(stage);
      const { runs } = await record(stage.one, name, () => passed);
      const first = await stage.one.add({ name, key: 'a' });
      await stage.until('the first has begun', () => runs.length === 1);
      const second = await stage.one.add({ name, key: 'a' });
      assert.notEqual(second, first);
      assert.equal(await stage.one.add({ name, key: 'a' }), second);
      open();
      await stage.until('the second was done', () => runs.length === 2);
    },
  },
  {
    promise: 'lets a job added inside a write appear only when it commits',
    check: async (stage) => {
      const name = stage.name('write');
      const { runs } = await record(stage.one, name);
      const { runs: far } = await record(await stage.other(), name);
      const db = await stage.db();
      const refused = db.write(async () => {
        await stage.one.add({ name, data: 'rolled back' });
        throw new Error('changed its mind');
      });
      await assert.rejects(refused, /changed its mind/);
      await db.write(async () => {
        await stage.one.add({ name, data: 'committed' });
        await stage.quiet();
        assert.deepEqual([...runs, ...far], []);
      });
      await stage.until('it was done after the commit', () => runs.length + far.length > 0);
      await stage.quiet();
      assert.deepEqual(
        [...runs, ...far].map(({ data }) => data),
        ['committed'],
      );
    },
  },
];
