import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withServers } from '@aethex/testing';
import { Account, tables } from './accounts.js';
import { open, type Opened } from './open.js';
import { dropDatabases, freshUrl } from './servers.js';

const account = () => ({ id: randomUUID(), name: 'x', balance: 1 });

withServers(['postgres'], 'a transaction that begins with its first statement', ({ postgres: server }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open({ url: await freshUrl(server), poolSize: 1 }, tables);
    await opened.db.write((em) => em.add(Account, account()));
  });
  afterAll(async () => {
    await opened.close();
    await dropDatabases();
  });
  const inTransaction = async (): Promise<unknown> =>
    (
      await opened.db.read((em) =>
        em.run(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`,
        ),
      )
    ).rows[0]?.['n'];

  it('is one, whatever its first statement is', async () => {
    const id = randomUUID();
    const firsts: ((db: Opened['db']) => Promise<unknown>)[] = [
      (db) => db.write(async (em) => [await em.run('SELECT 1'), await em.add(Account, account()), fail()]),
      (db) => db.write(async (em) => [await em.add(Account, account()), fail()]),
      (db) => db.write(async (em) => [await em.insert(Account, account()), fail()]),
      (db) => db.write(async (em) => [await em.find(Account), await em.insert(Account, account()), fail()]),
      (db) => db.write(async (em) => [await em.save(Account, { ...account(), id }), fail()]),
    ];
    const before = await opened.db.read((em) => em.count(Account));
    for (const first of firsts) await expect(first(opened.db)).rejects.toThrow('no');
    expect(await opened.db.read((em) => em.count(Account))).toBe(before);
    expect(await inTransaction()).toBe(0);
  });

  it('leaves nothing when that first statement fails, also when somebody catches it', async () => {
    const row = account();
    await opened.db.write((em) => em.add(Account, row));
    await expect(opened.db.write((em) => em.insert(Account, row))).rejects.toThrow(/duplicate key/);
    await expect(opened.db.write((em) => em.run('SELECT * FROM nowhere'))).rejects.toThrow(/nowhere/);
    const caught = opened.db.write(async (em) => {
      await em.run('SELECT 1 / $1::int', [0]).catch(() => undefined);
      await em.add(Account, account());
    });
    await expect(caught).rejects.toThrow();
    expect(await inTransaction()).toBe(0);
    await opened.db.write((em) => em.add(Account, account()));
  });

  it('says how many rows its first statement met, and gives them', async () => {
    const row = account();
    expect(await opened.db.write((em) => em.add(Account, row))).toBe(true);
    expect(await opened.db.write((em) => em.add(Account, row))).toBe(false);
    expect(await opened.db.write((em) => em.pick(Account, { id: row.id }))).toEqual(row);
    expect(
      await opened.db.write((em) => em.run('SELECT name FROM trial_accounts WHERE id = $1', [row.id])),
    ).toEqual({
      rows: [{ name: 'x' }],
      changed: 0,
    });
    expect(await opened.db.write((em) => em.change(Account, { id: row.id }, { balance: 2 }))).toBe(1);
    expect(await opened.db.write((em) => em.drop(Account, { id: row.id }))).toBe(1);
  });

  it('is none when nothing is said in it', async () => {
    await opened.db.write(async () => undefined);
    await expect(opened.db.write(async () => fail())).rejects.toThrow('no');
    await opened.db.write((em) => em.add(Account, account()));
  });

  it('takes statements at once that nobody waits for one by one', async () => {
    const rows = Array.from({ length: 20 }, account);
    await opened.db.write(async (em) => void (await Promise.all(rows.map((row) => em.add(Account, row)))));
    const found = await Promise.all(rows.map(({ id }) => opened.db.pick(Account, { id })));
    expect(found).toEqual(rows);
    await expect(
      opened.db.write(async (em) => [
        await Promise.all(rows.map((row) => em.drop(Account, { id: row.id }))),
        fail(),
      ]),
    ).rejects.toThrow('no');
    expect(await opened.db.pick(Account, { id: rows[0]!.id })).toEqual(rows[0]);
  });
});

function fail(): never {
  throw new Error('no');
}
