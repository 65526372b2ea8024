import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '../suite.js';
import { namesIn, openTrial, rowOf, TrialRow, type DatabasePromise } from './trial.js';

export const transactionPromises: readonly DatabasePromise[] = [
  {
    promise: 'keeps what was committed when everything is opened again',
    async check(stage) {
      const db = await openTrial(stage);
      await db.write((em) => em.add(TrialRow, rowOf('kept')));
      const again = await openTrial(stage, await stage.reopened());
      assert.deepEqual(await namesIn(again), ['kept']);
    },
  },
  {
    promise: 'a rollback takes nobody else with it',
    async check(stage) {
      const db = await openTrial(stage);
      const failing = db.write(async (em) => {
        await em.add(TrialRow, rowOf('lost'));
        await sleep(20);
        throw new Error('no');
      });
      const writing = [1, 2, 3].map((n) => db.write((em) => em.add(TrialRow, rowOf(`kept ${n}`))));
      await assert.rejects(failing, /no/);
      await Promise.all(writing);
      assert.deepEqual(await namesIn(db), ['kept 1', 'kept 2', 'kept 3']);
    },
  },
  {
    promise: 'of a hundred writers that race to count, each counts',
    async check(stage) {
      const db = await openTrial(stage);
      await db.write((em) => em.add(TrialRow, rowOf('counter')));
      const count = async (): Promise<void> => {
        const changed = await db.write(async (em) => {
          const seen = (await em.pick(TrialRow, { name: 'counter' }))?.count ?? 0;
          return em.change(TrialRow, { name: 'counter', count: seen }, { count: seen + 1 });
        });
        if (changed === 0) await count();
      };
      await Promise.all(Array.from({ length: 100 }, count));
      assert.equal((await db.pick(TrialRow, { name: 'counter' }))?.count, 100);
    },
  },
  {
    promise: 'a reader sees what is committed and nothing else',
    async check(stage) {
      const db = await openTrial(stage);
      const transaction = await stage.one.begin();
      const row = rowOf('not yet');
      await transaction.run(
        { name: 'trial insert', sql: 'INSERT INTO trial_rows (id, name) VALUES ($1, $2)' },
        [row.id, row.name],
      );
      try {
        assert.deepEqual(await namesIn(db), []);
      } finally {
        await transaction.commit();
      }
      assert.deepEqual(await namesIn(db), ['not yet']);
    },
  },
  {
    promise: 'a reader cannot write: an attempt fails',
    async check(stage) {
      const db = await openTrial(stage);
      await assert.rejects(db.read((em) => em.add(TrialRow, rowOf('smuggled'))));
      await assert.rejects(db.read((em) => em.insert(TrialRow, rowOf('smuggled'))));
      assert.deepEqual(await namesIn(db), []);
    },
  },
  {
    promise: 'a savepoint is rolled back alone',
    async check(stage) {
      const db = await openTrial(stage);
      const transaction = await stage.one.begin();
      const run = (sql: string, ...values: string[]) => transaction.run({ name: sql, sql }, values);
      await run('INSERT INTO trial_rows (id, name) VALUES ($1, $2)', rowOf('a').id, 'before');
      await run('SAVEPOINT trial');
      await run('INSERT INTO trial_rows (id, name) VALUES ($1, $2)', rowOf('b').id, 'inside');
      await run('ROLLBACK TO SAVEPOINT trial');
      await run('RELEASE SAVEPOINT trial');
      await transaction.commit();
      assert.deepEqual(await namesIn(db), ['before']);
    },
  },
  {
    promise: 'work of one name never runs on two nodes at once',
    async check(stage) {
      const other = await stage.other();
      let inside = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(15);
        inside -= 1;
      };
      await Promise.all(
        [stage.one, other, stage.one, other].map((database) => database.exclusive('trial', work)),
      );
      assert.equal(most, 1);
    },
  },
  {
    promise: 'work of two names does not wait for each other',
    async check(stage) {
      let release = (): void => undefined;
      let begin = (): void => undefined;
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const held = stage.one.exclusive('first', () => {
        begin();
        return new Promise<void>((resolve) => (release = resolve));
      });
      await begun;
      await stage.one.exclusive('second', async () => undefined);
      release();
      await held;
    },
  },
  {
    promise: 'work that fails lets the next one in',
    async check(stage) {
      await assert.rejects(
        stage.one.exclusive('trial', () => Promise.reject(new Error('no'))),
        /no/,
      );
      assert.equal(await stage.one.exclusive('trial', async () => 'yes'), 'yes');
    },
  },
];
