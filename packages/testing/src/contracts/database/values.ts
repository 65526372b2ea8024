import { assert } from '../suite.js';
import { openTrial, rowOf, TrialRow, type DatabasePromise } from './trial.js';

const full = {
  count: Number.MAX_SAFE_INTEGER,
  flag: true,
  document: { text: 'a "quoted" ü 😀', list: [1, 1.5, null, true] },
  at: new Date('2026-02-03T04:05:06.789Z'),
  bytes: Buffer.from([0, 1, 2, 255]),
};

export const valuePromises: readonly DatabasePromise[] = [
  {
    promise: 'gives back every word as it was given, by the direct verbs',
    async check(stage) {
      const db = await openTrial(stage);
      const row = rowOf('all', full);
      await db.write((em) => em.add(TrialRow, row));
      assert.deepEqual(await db.pick(TrialRow, { id: row.id }), row);
    },
  },
  {
    promise: 'gives back every word as it was given, by TypeORM',
    async check(stage) {
      const db = await openTrial(stage);
      const row = rowOf('all', full);
      await db.write((em) => em.insert(TrialRow, row));
      const found = await db.read((em) => em.findOneByOrFail(TrialRow, { id: row.id }));
      assert.deepEqual({ ...found }, row);
      assert.deepEqual(await db.pick(TrialRow, { id: row.id }), row);
    },
  },
  {
    promise: 'tells nothing found from something found that is empty',
    async check(stage) {
      const db = await openTrial(stage);
      const row = rowOf('');
      await db.write((em) => em.add(TrialRow, row));
      assert.equal(await db.pick(TrialRow, { name: 'nobody' }), null);
      assert.deepEqual(await db.pick(TrialRow, { name: '' }), row);
    },
  },
  {
    promise: 'leaves out a row that a unique rule forbids and goes on',
    async check(stage) {
      const db = await openTrial(stage);
      const added = await db.write(async (em) => [
        await em.add(TrialRow, rowOf('one')),
        await em.add(TrialRow, rowOf('one')),
        await em.add(TrialRow, rowOf('two')),
      ]);
      assert.deepEqual(added, [true, false, true]);
    },
  },
  {
    promise: 'says how many rows a change and a removal met',
    async check(stage) {
      const db = await openTrial(stage);
      await db.write(async (em) => {
        await em.add(TrialRow, rowOf('one', { flag: true }));
        await em.add(TrialRow, rowOf('two', { flag: true, at: full.at }));
        assert.equal(await em.change(TrialRow, { flag: true, at: null }, { count: 5 }), 1);
        assert.equal(await em.change(TrialRow, { name: 'nobody' }, { count: 5 }), 0);
        assert.equal(await em.drop(TrialRow, { flag: true }), 2);
        assert.equal(await em.drop(TrialRow, { flag: true }), 0);
      });
    },
  },
  {
    promise: 'takes a value as a value, whatever it looks like',
    async check(stage) {
      const db = await openTrial(stage);
      const name = `'); DROP TABLE trial_rows; -- $1 ?1`;
      await db.write((em) => em.add(TrialRow, rowOf(name)));
      assert.equal((await db.pick(TrialRow, { name }))?.name, name);
    },
  },
  {
    promise: 'knows a broken unique rule from other trouble',
    async check(stage) {
      const db = await openTrial(stage);
      await db.write((em) => em.add(TrialRow, rowOf('one')));
      const clash: unknown = await db
        .write((em) => em.insert(TrialRow, rowOf('one')))
        .catch((error: unknown) => error);
      assert.equal(stage.one.explain(clash)?.kind, 'unique');
      const other: unknown = await db
        .read((em) => em.run('SELECT * FROM nowhere'))
        .catch((error: unknown) => error);
      assert.equal(stage.one.explain(other), null);
    },
  },
];
