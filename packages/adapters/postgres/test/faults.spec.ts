import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { isAethexError } from '@aethex/protocol';
import { withServers } from '@aethex/testing';
import { Account, idOf, tables } from './accounts.js';
import { open, type Opened } from './open.js';
import { PrivateServer } from './private-server.js';

interface Outcome {
  readonly id: string;
  readonly ms: number;
  readonly error?: unknown;
}

const write = ({ db }: Opened, id: string) => db.write((em) => em.add(Account, { id, name: id, balance: 1 }));

async function timed(id: string, work: () => Promise<unknown>): Promise<Outcome> {
  const began = performance.now();
  const error = await work().then(
    () => undefined,
    (failed: unknown) => failed ?? new Error('nothing'),
  );
  return { id, ms: performance.now() - began, ...(error !== undefined && { error }) };
}

const codeOf = ({ error }: Outcome): string => (isAethexError(error) ? error.code : String(error));

withServers(['postgres'], 'a Postgres of its own', () => {
  let server: PrivateServer;
  let opened: Opened;
  let admin: Client;
  beforeAll(async () => {
    // Postgres looks for a deadlock only after this time; its default of a second makes a storm long.
    server = await PrivateServer.start({ deadlock_timeout: '50ms' });
    opened = await open({ url: server.url, statementSeconds: 3 }, tables);
  }, 60_000);
  afterEach(async () => {
    await admin?.end();
  });
  afterAll(async () => {
    await opened?.close();
    await PrivateServer.closeAll();
  });
  const administer = async (): Promise<Client> => {
    admin = new Client(server.url);
    admin.on('error', () => undefined);
    await admin.connect();
    return admin;
  };

  it('may be killed and started again under load: only 503s between, nothing acknowledged is lost', async () => {
    const outcomes: Outcome[] = [];
    const end = new AbortController();
    const writer = async (): Promise<void> => {
      while (!end.signal.aborted) {
        const id = randomUUID();
        outcomes.push(await timed(id, () => write(opened, id)));
        outcomes.push(await timed('', () => opened.db.pick(Account, { id })));
      }
    };
    const writers = Array.from({ length: 16 }, writer);
    let slowest = 0;
    for (let kill = 0; kill < 3; kill += 1) {
      await sleep(400);
      await server.killed();
      await sleep(200);
      await server.up();
      const began = performance.now();
      await until(async () => (await timed('', () => write(opened, randomUUID()))).error === undefined);
      slowest = Math.max(slowest, performance.now() - began);
    }
    await sleep(300);
    end.abort();
    await Promise.all(writers);
    expect(slowest).toBeLessThan(10_000);
    const failed = outcomes.filter(({ error }) => error !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    expect(new Set(failed.map(codeOf))).toEqual(new Set(['db.unavailable']));
    const kept = await (await administer()).query<{ id: string }>('SELECT id FROM trial_accounts');
    const ids = new Set(kept.rows.map(({ id }) => id));
    const acknowledged = outcomes
      .filter(({ id, error }) => id !== '' && error === undefined)
      .map(({ id }) => id);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  }, 60_000);

  it('may stand still: calls fail within the time for a statement, and all goes on when it does', async () => {
    await Promise.all(Array.from({ length: 30 }, () => write(opened, randomUUID())));
    server.stall();
    let outcomes: Outcome[];
    try {
      const reads = Array.from({ length: 50 }, (_, n) => () => opened.db.pick(Account, { id: idOf(n) }));
      const lists = Array.from({ length: 50 }, () => () => opened.db.read((em) => em.find(Account)));
      const writes = Array.from({ length: 50 }, () => () => write(opened, randomUUID()));
      outcomes = await Promise.all([...reads, ...lists, ...writes].map((work) => timed('', work)));
    } finally {
      server.resume();
    }
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(3_500);
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['db.unavailable', 'db.busy']));
    await until(async () => (await timed('', () => write(opened, randomUUID()))).error === undefined);
    const { rows } = await (
      await administer()
    ).query<{ used: number }>(
      `SELECT count(*)::int AS used FROM pg_stat_activity WHERE application_name IN ('aethex writer', 'aethex reader') AND state <> 'idle'`,
    );
    expect(rows[0]?.used).toBe(0);
  }, 30_000);

  it('may have a table locked: writers are told that it is busy, readers of others go on', async () => {
    const locker = await administer();
    await locker.query('BEGIN; LOCK TABLE trial_accounts IN SHARE ROW EXCLUSIVE MODE');
    const writing = Promise.all(
      Array.from({ length: 5 }, () => timed('', () => write(opened, randomUUID()))),
    );
    expect((await timed('', () => opened.db.pick(Account, { id: idOf(1) }))).error).toBeUndefined();
    const outcomes = await writing;
    await locker.query('ROLLBACK');
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['db.busy']));
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(3_500);
    await write(opened, randomUUID());
  }, 30_000);

  it('takes a statement without an end for busy', async () => {
    const outcome = await timed('', () => opened.db.read((em) => em.run('SELECT pg_sleep(20)')));
    expect(codeOf(outcome)).toBe('db.busy');
    expect(outcome.ms).toBeLessThan(3_500);
  }, 30_000);

  it('lets a hundred transfers that deadlock finish, and conserves the sum', async () => {
    const count = 6;
    await opened.db.write(async (em) => {
      for (let n = 0; n < count; n += 1)
        await em.add(Account, { id: idOf(n), name: String(n), balance: 1000 });
    });
    const transfer = (from: number, to: number) =>
      opened.db.write(async (em) => {
        const move = 'UPDATE trial_accounts SET balance = balance + $1 WHERE id = $2';
        await em.run(move, [-1, idOf(from)]);
        await em.run(move, [1, idOf(to)]);
      });
    const storm = Array.from({ length: 100 }, (_, n) =>
      until(async () => {
        const { error } = await timed('', () => transfer(n % count, (n * 5 + 1) % count));
        expect([undefined, 'db.busy']).toContain(error && codeOf({ id: '', ms: 0, error }));
        return error === undefined;
      }),
    );
    await Promise.all(storm);
    const { rows } = await opened.db.read((em) =>
      em.run('SELECT SUM(balance) AS sum FROM trial_accounts WHERE balance > 500'),
    );
    expect(rows).toEqual([{ sum: 1000 * count }]);
  }, 60_000);

  it('does not acknowledge a transaction in which a statement failed, whoever caught the error', async () => {
    const id = randomUUID();
    const writing = opened.db.write(async (em) => {
      await em.add(Account, { id, name: 'x', balance: 1 });
      await em.run('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(writing).rejects.toThrow(/rolled back/);
    expect(await opened.db.pick(Account, { id })).toBeNull();
  });

  it('may have a table altered under statements that are kept prepared', async () => {
    const read = () => opened.db.read((em) => em.run('SELECT * FROM trial_altered'));
    const change = () => opened.db.write((em) => em.run('SELECT * FROM trial_altered FOR UPDATE'));
    await (await administer()).query('CREATE TABLE trial_altered (id int)');
    await Promise.all([1, 2, 3].flatMap(() => [read(), change()]));
    await admin.query('ALTER TABLE trial_altered ADD COLUMN more text');
    await Promise.all([1, 2, 3].flatMap(() => [read(), change()]));
    await admin.query('DROP TABLE trial_altered');
  });

  it('has no transaction left open when a writer dies in the middle', async () => {
    const killing = opened.db.write(async (em) => {
      const { rows } = await em.run('SELECT pg_backend_pid() AS pid');
      await (await administer()).query('SELECT pg_terminate_backend($1)', [rows[0]?.['pid']]);
      await sleep(50);
      await em.add(Account, { id: randomUUID(), name: 'x', balance: 1 });
    });
    await expect(killing).rejects.toMatchObject({ code: 'db.unavailable' });
    await Promise.all(Array.from({ length: 20 }, () => write(opened, randomUUID())));
  });

  it('keeps everybody else out while one works, and refuses the result when the lock was lost', async () => {
    const work = async (): Promise<string> => {
      await (
        await administer()
      ).query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'aethex lock lost'`,
      );
      await sleep(50);
      return 'done';
    };
    await expect(opened.database.exclusive('lost', work)).rejects.toThrow(/was lost while the work ran/);
    expect(await opened.database.exclusive('lost', async () => 'yes')).toBe('yes');
  });

  it('migrates once when four nodes start at once on an empty database', async () => {
    await (await administer()).query('CREATE DATABASE four');
    const url = server.url.replace(/postgres$/, 'four');
    const nodes = await Promise.all(
      [1, 2, 3, 4].map(() => open({ url, poolSize: 2, readPoolSize: 1 }, tables)),
    );
    const { rows } = await nodes[0]!.db.read((em) => em.run('SELECT name FROM core_migrations'));
    expect(rows).toHaveLength(1);
    await Promise.all(nodes.map(({ close }) => close()));
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('It never came to this.');
    await sleep(20);
  }
}
