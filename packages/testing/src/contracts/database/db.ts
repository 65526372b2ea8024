import { assert } from '../suite.js';
import { namesIn, openTrial, rowOf, TrialRow, type DatabasePromise } from './trial.js';

export const dbPromises: readonly DatabasePromise[] = [
  {
    promise: 'a write inside a write joins it: both stay or none',
    async check(stage) {
      const db = await openTrial(stage);
      const outer = db.write(async () => {
        await db.write((em) => em.add(TrialRow, rowOf('inner')));
        throw new Error('no');
      });
      await assert.rejects(outer, /no/);
      assert.deepEqual(await namesIn(db), []);
    },
  },
  {
    promise: 'a read inside a write sees what the write has done so far',
    async check(stage) {
      const db = await openTrial(stage);
      await db.write(async (em) => {
        await em.add(TrialRow, rowOf('mine'));
        assert.deepEqual(await namesIn(db), ['mine']);
        assert.equal((await db.pick(TrialRow, { name: 'mine' }))?.name, 'mine');
      });
    },
  },
  {
    promise: 'a part that fails takes the whole write with it, even when somebody catches the error',
    async check(stage) {
      const db = await openTrial(stage);
      const outer = db.write(async (em) => {
        await em.add(TrialRow, rowOf('outer'));
        await db.write(() => Promise.reject(new Error('inner'))).catch(() => undefined);
      });
      await assert.rejects(outer, /inner/);
      assert.deepEqual(await namesIn(db), []);
    },
  },
  {
    promise: 'effects wait for the commit, come before the acknowledgement, and a rollback drops them',
    async check(stage) {
      const db = await openTrial(stage);
      const told: string[] = [];
      const doomed = db.write(async () => {
        await db.afterCommit(() => void told.push('never'));
        throw new Error('no');
      });
      await assert.rejects(doomed, /no/);
      await db.write(async (em) => {
        await em.add(TrialRow, rowOf('done'));
        await db.afterCommit(async () => void told.push((await namesIn(db)).join()));
        assert.deepEqual(told, []);
      });
      assert.deepEqual(told, ['done']);
    },
  },
  {
    promise: 'an effect that fails harms nobody',
    async check(stage) {
      const db = await openTrial(stage);
      const told: string[] = [];
      await db.write(async (em) => {
        await em.add(TrialRow, rowOf('done'));
        await db.afterCommit(() => Promise.reject(new Error('no')));
        await db.afterCommit(() => void told.push('next'));
      });
      assert.deepEqual(told, ['next']);
    },
  },
  {
    promise: 'a unit of work that is used after its end says so',
    async check(stage) {
      const db = await openTrial(stage);
      const em = await db.write(async (unit) => unit);
      await assert.rejects(em.add(TrialRow, rowOf('late')), { code: 'db.unit_over' });
      await assert.rejects(async () => em.insert(TrialRow, rowOf('late')), { code: 'db.unit_over' });
      assert.deepEqual(await namesIn(db), []);
    },
  },
  {
    promise: 'a call that is to happen once commits its writes together with its answer',
    async check(stage) {
      const db = await openTrial(stage);
      const answer = await db.once(
        async () => {
          await db.write((em) => em.add(TrialRow, rowOf('first')));
          assert.deepEqual(await outside(db), []);
          await db.write((em) => em.add(TrialRow, rowOf('second')));
          return 'answer';
        },
        async (outcome) => {
          await db.write((em) => em.add(TrialRow, rowOf(`kept: ${outcome.status}`)));
          return true;
        },
      );
      assert.equal(answer, 'answer');
      assert.deepEqual(await namesIn(db), ['first', 'kept: fulfilled', 'second']);
    },
  },
  {
    promise: 'a call that is to happen once keeps the write that went well before it refused',
    async check(stage) {
      const db = await openTrial(stage);
      const call = db.once(
        async () => {
          await db.write((em) => em.add(TrialRow, rowOf('evidence')));
          await db
            .write(async (em) => {
              await em.add(TrialRow, rowOf('undone'));
              throw new Error('part');
            })
            .catch(() => undefined);
          throw new Error('refused');
        },
        async () => true,
      );
      await assert.rejects(call, /refused/);
      assert.deepEqual(await namesIn(db), ['evidence']);
    },
  },
  {
    promise: 'a call that is to happen once leaves nothing when its outcome does not stand',
    async check(stage) {
      const db = await openTrial(stage);
      const told: string[] = [];
      const call = db.once(
        async () => {
          await db.write((em) => em.add(TrialRow, rowOf('gone')));
          await db.afterCommit(() => void told.push('never'));
          throw new Error('broken');
        },
        async () => false,
      );
      await assert.rejects(call, /broken/);
      assert.deepEqual(await namesIn(db), []);
      await db.write((em) => em.add(TrialRow, rowOf('next')));
      assert.deepEqual(await namesIn(db), ['next']);
    },
  },
];

/** What a reader outside of the write sees. */
async function outside(db: Awaited<ReturnType<typeof openTrial>>): Promise<string[]> {
  const rows: { name: string }[] = await db.source.query('SELECT name FROM trial_rows');
  return db.dialect === 'sqlite' ? [] : rows.map(({ name }) => name);
}
