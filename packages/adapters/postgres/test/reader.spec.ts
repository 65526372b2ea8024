import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withServers } from '@aethex/testing';
import { Account, tables } from './accounts.js';
import { open, type Opened } from './open.js';
import { dropDatabases, freshUrl } from './servers.js';

withServers(['postgres'], 'a reader beside the primary', ({ postgres: server }) => {
  let primary: Opened;
  let behind: Opened;
  beforeAll(async () => {
    // A database that never hears of anything stands for a replica that is far behind.
    const reader = await freshUrl(server);
    behind = await open({ url: reader }, tables);
    primary = await open({ url: await freshUrl(server), reader }, tables);
  });
  afterAll(async () => {
    await primary.close();
    await behind.close();
    await dropDatabases();
  });

  it('answers only what may be a moment old', async () => {
    const row = { id: randomUUID(), name: 'x', balance: 1 };
    await primary.db.write((em) => em.add(Account, row));
    expect(await primary.db.pick(Account, { id: row.id })).toEqual(row);
    expect(await primary.db.read((em) => em.count(Account))).toBe(1);
    expect(await primary.db.read((em) => em.count(Account), 'recent')).toBe(0);
    expect(await primary.db.read((em) => em.pick(Account, { id: row.id }), 'recent')).toBeNull();
  });

  it('is not asked inside a write', async () => {
    const row = { id: randomUUID(), name: 'x', balance: 1 };
    await primary.db.write(async (em) => {
      await em.add(Account, row);
      const seen = await primary.db.read((own) => own.pick(Account, { id: row.id }), 'recent');
      expect(seen).toEqual(row);
    });
  });

  it('is the primary where there is none', async () => {
    const row = { id: randomUUID(), name: 'x', balance: 1 };
    await behind.db.write((em) => em.add(Account, row));
    expect(await behind.db.read((em) => em.pick(Account, { id: row.id }), 'recent')).toEqual(row);
  });

  it('cannot write either', async () => {
    const row = { id: randomUUID(), name: 'x', balance: 1 };
    await expect(primary.db.read((em) => em.add(Account, row), 'recent')).rejects.toThrow();
  });
});
