import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Bus, currentScope, Db, migrateUp, type Jobs } from '@aethex/core';
import { jobsContract, type MemoryLog, type Stage } from '@aethex/testing';
import { tableJobs, type TableJobsOptions } from '../src/index.js';
import { raise } from './raise.js';

const quick = { pollSeconds: 0.01 };
const open = (options: TableJobsOptions = quick): Promise<Stage<Jobs>> => raise(tableJobs(options));
const fail = async (): Promise<never> => {
  throw new Error('out of luck');
};

async function deadOf(jobs: Jobs) {
  const dead = [];
  for await (const job of jobs.dead()) dead.push(job);
  return dead;
}

const rows = async (stage: Stage<Jobs>, sql: string) =>
  (await stage.db()).read(async (em) => (await em.run(sql)).rows);

describe('TableJobs', () => {
  jobsContract(() => tableJobs(quick));

  it('has the tables that its entities describe', async () => {
    const stage = await open();
    const { source } = await stage.db();
    expect((await source.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
  });

  it('does a job at once when its write commits, however seldom it looks for others', async () => {
    const stage = await open({ pollSeconds: 600 });
    const runs: string[] = [];
    await stage.one.work('test.now', async ({ id }) => void runs.push(id));
    await sleep(20);
    const db = await stage.db();
    const id = await db.write(() => stage.one.add({ name: 'test.now' }));
    await stage.until('it was done', () => runs.length === 1);
    expect(runs).toEqual([id]);
  });

  it('does a job at once that another node added, and tells of a hundred in few words', async () => {
    const stage = await open({ pollSeconds: 600 });
    const runs: string[] = [];
    await (await stage.other()).work('test.far', async ({ id }) => void runs.push(id));
    await sleep(20);
    let told = 0;
    await (await stage.port(Bus)).subscribe('jobs.test.far', () => void (told += 1));
    const db = await stage.db();
    await db.write(async () => {
      for (let n = 0; n < 100; n++) await stage.one.add({ name: 'test.far' });
    });
    await stage.until('all were done', () => runs.length === 100);
    await sleep(120);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(10);
  });

  it('runs a job outside of the call and the write that added it', async () => {
    const stage = await open();
    const scopes: unknown[] = [];
    await stage.one.work('test.scope', async () => void scopes.push(currentScope()));
    await (await stage.db()).write(() => stage.one.add({ name: 'test.scope' }));
    await stage.until('it was done', () => scopes.length === 1);
    expect(scopes).toEqual([undefined]);
  });

  it('gives a job up after ten tries unless told otherwise', async () => {
    const stage = await open();
    let tries = 0;
    await stage.one.work('test.tries', async () => {
      tries += 1;
      await fail();
    });
    await stage.one.add({ name: 'test.tries' });
    await stage.until('it was given up', async () => (await deadOf(stage.one)).length === 1, 30);
    expect(tries).toBe(10);
  });

  it('holds a job for as long as its worker is at it', async () => {
    const stage = await open({ ...quick, leaseSeconds: 0.25 });
    // Steps rather than the true time: a machine that stands still for a moment must not let a lease run out.
    const live = setInterval(() => stage.clock.advance(5), 5).unref();
    const end = stage.clock.now().getTime() + 900;
    let runs = 0;
    const slow = async (): Promise<void> => {
      runs += 1;
      while (stage.clock.now().getTime() < end) await sleep(5);
    };
    for (const node of [stage.one, await stage.other()]) await node.work('test.slow', slow);
    await stage.one.add({ name: 'test.slow' });
    await stage.one.settled();
    clearInterval(live);
    expect(runs).toBe(1);
  });

  it('leaves a job to other nodes when its own is told to end and it does not', async () => {
    const stage = await open({ ...quick, leaseSeconds: 0.25 });
    const live = setInterval(() => stage.clock.advance(5), 5).unref();
    const runs: string[] = [];
    const never = (node: string) => () => (runs.push(node), new Promise<void>(() => undefined));
    await stage.one.work('test.stuck', never('one'));
    await stage.one.add({ name: 'test.stuck' });
    await stage.until('it has begun', () => runs.length === 1);
    await (await stage.other()).work('test.stuck', async () => void runs.push('other'));
    await sleep(400);
    expect(runs).toEqual(['one']);
    stage.abandon();
    await stage.until('the other node did it', () => runs.length === 2);
    clearInterval(live);
  });

  it('does a job again when its node dies between doing it and saying so', async () => {
    const stage = await open();
    const db = await stage.db();
    const runs: number[] = [];
    const undo = await stage.one.work('test.dies', async ({ attempt }) => {
      runs.push(attempt);
      if (attempt === 1) cutOff(db);
    });
    await stage.one.add({ name: 'test.dies' });
    await stage.until('it was done for the first time', () => runs.length === 1);
    await undo();
    await (await stage.other()).work('test.dies', async ({ attempt }) => void runs.push(attempt));
    await stage.until('another node did it again', () => runs.length === 2, 10);
    expect(runs).toEqual([1, 2]);
  });

  it('gives a job up that ends every process that does it', async () => {
    const stage = await open();
    for (let node = 1; node <= 2; node++) {
      let begun = false;
      await stage.one.work('test.poison', () => ((begun = true), new Promise(() => undefined)));
      if (node === 1) await stage.one.add({ name: 'test.poison', tries: 2 });
      await stage.until('it has begun', () => begun, 10);
      await stage.replaced();
    }
    await stage.one.work('test.poison', fail);
    await stage.until('it was given up', async () => (await deadOf(stage.one)).length === 1, 10);
    expect(await deadOf(stage.one)).toMatchObject([{ error: 'Its worker stopped without an answer.' }]);
  });

  it('makes up for ticks that nobody was there for, by one job', async () => {
    const stage = await open();
    stage.clock.set(new Date('2026-01-01T00:30:00Z'));
    await stage.one.every('test.hourly', '0 * * * *');
    const again = await stage.reopened();
    stage.clock.set(new Date('2026-01-01T09:30:00Z'));
    let runs = 0;
    await again.work('test.hourly', async () => void (runs += 1));
    await again.every('test.hourly', '0 * * * *');
    await stage.until('it was made up for', () => runs > 0);
    await stage.quiet();
    expect(runs).toBe(1);
    expect(await rows(stage, 'SELECT "next_at" FROM "jobs_ticks"')).toEqual([
      { next_at: Date.UTC(2026, 0, 1, 10) },
    ]);
  });

  it('goes by the newest expression when one is changed', async () => {
    const stage = await open();
    stage.clock.set(new Date('2026-01-01T00:30:00Z'));
    await stage.one.every('test.changed', '0 12 * * *');
    await stage.one.every('test.changed', '0 6 * * *');
    expect(await rows(stage, 'SELECT "cron", "next_at" FROM "jobs_ticks"')).toEqual([
      { cron: '0 6 * * *', next_at: Date.UTC(2026, 0, 1, 6) },
    ]);
  });

  it('refuses in words what it could not keep or do', async () => {
    const stage = await open();
    const { one } = stage;
    await one.work('test.twice', fail);
    await expect(one.work('test.twice', fail)).rejects.toThrow(/has a worker on this node already/);
    await expect(one.every('test.cron', 'nonsense')).rejects.toThrow(/cannot come at "nonsense"/);
    await expect(one.add({ name: '' })).rejects.toThrow(/1 to 128 characters/);
    await expect(one.add({ name: 'x'.repeat(129) })).rejects.toThrow(/1 to 128 characters/);
    await expect(one.add({ name: 'a', key: 'x'.repeat(256) })).rejects.toThrow(/1 to 255 characters/);
    await expect(one.add({ name: 'a', tries: 0 })).rejects.toThrow(/tried at least once/);
  });

  it('yields the dead page by page, and forgets them after their days', async () => {
    const stage = await open({ ...quick, keepDeadDays: 1 });
    const db = await stage.db();
    const diedAt = stage.clock.now().getTime();
    await db.write(async (em) => {
      for (let n = 0; n < 230; n++) {
        const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
        const insert = 'INSERT INTO "jobs_dead" ("id", "name", "error", "died_at") VALUES ($1, $2, $3, $4)';
        await em.run(insert, [id, 'test.old', 'old', diedAt + (n % 7)]);
      }
    });
    const dead = await deadOf(stage.one);
    expect(new Set(dead.map(({ id }) => id)).size).toBe(230);
    const moments = dead.map((job) => job.diedAt.getTime());
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
    await stage.pass(86_400 + 60);
    await stage.one.work('test.new', fail);
    await stage.one.add({ name: 'test.new', tries: 1 });
    await stage.until('the old ones were forgotten', async () => (await deadOf(stage.one)).length === 1);
  });

  it('logs what went wrong once while its database is away, and goes on when it is back', async () => {
    const stage = await open();
    const db = await stage.db();
    let runs = 0;
    await stage.one.work('test.away', async () => void (runs += 1));
    const restore = cutOff(db);
    await sleep(60);
    restore();
    await stage.one.add({ name: 'test.away' });
    await stage.until('it was done', () => runs === 1);
    const warnings = (stage.log as MemoryLog).lines.filter(({ level }) => level === 'warn');
    expect(warnings.map(({ message }) => message)).toEqual([
      'the queue of jobs cannot be reached; trying again',
    ]);
  });

  it('can be taken down and put up again', async () => {
    const stage = await open();
    const { source } = await stage.db();
    while ((await rows(stage, 'SELECT 1 FROM "core_migrations" WHERE "name" LIKE \'jobs:%\'')).length > 0)
      await source.undoLastMigration({ transaction: 'each' });
    expect(
      await rows(stage, `SELECT name FROM sqlite_master WHERE name LIKE 'jobs\\_%' ESCAPE '\\'`),
    ).toEqual([]);
    await migrateUp({ exclusive: (_: string, work: () => unknown) => work() } as never, source);
    await stage.one.add({ name: 'test.again' });
  });
});

/** From here on the database cannot be reached from this node, as when the network is cut. */
function cutOff(db: Db): () => void {
  const away = (): Promise<never> => Promise.reject(new Error('the database is away'));
  const own = { read: db.read.bind(db), write: db.write.bind(db) };
  Object.assign(db, { read: away, write: away });
  return () => void Object.assign(db, own);
}
