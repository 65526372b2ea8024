import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Bool, Bytes, Id, Int, Real, Ref, Text, Time, migration } from '@aethex/core';
import { ownDatabase, withServers } from '@aethex/testing';
import fc from 'fast-check';
import { Client, type Pool } from 'pg';
import { Entity, Unique } from 'typeorm';
import { open, type Opened } from './open.js';
import { dropDatabases, freshUrl } from './servers.js';

@Entity('trial_keys')
@Unique(['word', 'count', 'flag', 'at', 'bytes', 'size'])
@Unique(['owner', 'slot'])
class KeyRow {
  @Id() id: string;
  @Text() word: string;
  @Int() count: number;
  @Bool() flag: boolean;
  @Time() at: Date;
  @Bytes() bytes: Buffer;
  @Real() size: number;
  @Ref() owner: string;
  @Text(16) slot: string;
  @Time({ optional: true }) deletedAt: Date | null;
}

const createKeys = migration('202601010000-create-keys', {
  up: (schema) =>
    schema.create('trial_keys', (t) =>
      t
        .id()
        .text('word')
        .int('count')
        .bool('flag')
        .time('at')
        .bytes('bytes')
        .real('size')
        .ref('owner')
        .text('slot', 16)
        .time('deleted_at', { optional: true })
        .unique('word', 'count', 'flag', 'at', 'bytes', 'size')
        .unique('owner', 'slot'),
    ),
  down: (schema) => schema.drop('trial_keys'),
});

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', 'NULL', 'null', '{}', '{a,b}', '"', '\\', '\\"', ',', ' a ', 'ü😀', "'); --", '\n\t'),
  )
  .filter((value) => !value.includes('\0') && value.isWellFormed());

const row: fc.Arbitrary<KeyRow> = fc.record({
  id: fc.uuid(),
  word: text,
  count: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -2, max: 2 })),
  flag: fc.boolean(),
  at: fc.date({ noInvalidDate: true }),
  bytes: fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
  size: fc.double({ noNaN: true }).map((size) => size + 0),
  owner: fc.uuid(),
  slot: fc.string({ maxLength: 16 }).filter((value) => !value.includes('\0')),
  deletedAt: fc.option(fc.date({ noInvalidDate: true })),
});

const keysOf = (one: KeyRow) => [
  { id: one.id },
  { id: one.id.toUpperCase() },
  { owner: one.owner, slot: one.slot },
  { slot: one.slot, owner: one.owner, deletedAt: null },
  { word: one.word, count: one.count, flag: one.flag, at: one.at, bytes: one.bytes, size: one.size },
];

withServers(['postgres'], 'reads by key of one turn', ({ postgres: server }) => {
  let opened: Opened;
  let admin: Client;
  beforeAll(async () => {
    const url = await freshUrl(server);
    opened = await open({ url }, { entities: [KeyRow], migrations: [createKeys] });
    admin = new Client(url);
    await admin.connect();
  });
  afterAll(async () => {
    await opened.close();
    await admin.end();
    await dropDatabases();
  });

  const keep = (rows: readonly KeyRow[]) =>
    opened.db.write(async (em) => {
      await em.run('DELETE FROM trial_keys');
      for (const one of rows) await em.add(KeyRow, one);
    });

  /** How many statements the reading connections were taken for meanwhile. */
  const counted = async <T>(work: () => Promise<T>): Promise<{ result: T; statements: number }> => {
    const { driver } = opened.database.reader().manager.dataSource;
    const { master } = driver as unknown as { master: Pool };
    let statements = 0;
    const count = (): void => void (statements += 1);
    master.on('acquire', count);
    const result = await work();
    master.off('acquire', count);
    return { result, statements };
  };

  it('give each asker what a read alone gives, whatever the keys, also twice and for nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.array(row, { maxLength: 4 }),
        async (rows, absent) => {
          await keep(rows);
          const keys = [...rows, ...absent, ...rows].flatMap(keysOf);
          const together = await Promise.all(keys.map((key) => opened.db.pick(KeyRow, key)));
          // Inside a write nothing is gathered.
          const alone = await opened.db.write(async (em) => {
            const found = [];
            for (const key of keys) found.push(await em.pick(KeyRow, key));
            return found;
          });
          expect(together).toEqual(alone);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  it('are one statement', async () => {
    const rows = fc.sample(row, 60);
    await keep(rows);
    const found = await counted(() => Promise.all(rows.map(({ id }) => opened.db.pick(KeyRow, { id }))));
    expect(found.result.map((one) => one?.id)).toEqual(rows.map(({ id }) => id));
    expect(found.statements).toBe(1);
  });

  it('give each of two who ask the same a row of its own', async () => {
    const [one] = fc.sample(row, 1) as [KeyRow];
    await keep([one]);
    const [first, second] = await Promise.all([1, 2].map(() => opened.db.pick(KeyRow, { id: one.id })));
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
    expect(first!.bytes).not.toBe(second!.bytes);
  });

  it('do not fail because one of them has a value that cannot be', async () => {
    const rows = fc.sample(row, 3);
    await keep(rows);
    const wholeKey = ({ word, count, flag, at, bytes, size }: KeyRow) => ({
      word,
      count,
      flag,
      at,
      bytes,
      size,
    });
    const asked = [rows[0]!, { ...rows[0]!, count: 1e30 }, rows[1]!, { ...rows[0]!, word: randomUUID() }];
    const found = await Promise.allSettled(asked.map((one) => opened.db.pick(KeyRow, wholeKey(one))));
    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(found[2]).toMatchObject({ value: { id: rows[1]!.id } });
  });

  it('find nothing under what no id can be, and no text, and ask nobody', async () => {
    const found = await counted(() =>
      Promise.all([
        opened.db.pick(KeyRow, { id: 'no uuid' }),
        opened.db.pick(KeyRow, { owner: 'a NUL \0 in it', slot: 'one' }),
        opened.db.write((em) => em.drop(KeyRow, { id: 'no uuid' })),
        opened.db.write((em) => em.change(KeyRow, { id: 'no uuid' }, { word: 'x' })),
      ]),
    );
    expect(found).toMatchObject({ result: [null, null, 0, 0], statements: 0 });
  });

  it('refuse as invalid to keep a text with a NUL in it', async () => {
    const [one] = fc.sample(row, 1) as [KeyRow];
    const kept = opened.db.write((em) => em.add(KeyRow, { ...one, word: 'a NUL \0 in it' }));
    await expect(kept).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('do not gather what several rows may answer', async () => {
    const rows = fc.sample(row, 5).map((one) => ({ ...one, owner: 'same' }));
    await keep(rows);
    const found = await counted(() =>
      Promise.all([1, 2].map(() => opened.db.pick(KeyRow, { owner: 'same', deletedAt: rows[0]!.deletedAt }))),
    );
    expect(found.result.map((one) => one?.owner)).toEqual(['same', 'same']);
    expect(found.statements).toBe(2);
  });

  it('see what was committed before they were asked for', async () => {
    const [one] = fc.sample(row, 1) as [KeyRow];
    await keep([{ ...one, count: 0 }]);
    const busy = Array.from({ length: 300 }, () => opened.db.pick(KeyRow, { id: one.id }));
    for (let count = 1; count <= 30; count += 1) {
      await opened.db.write((em) => em.change(KeyRow, { id: one.id }, { count }));
      expect((await opened.db.pick(KeyRow, { id: one.id }))?.count).toBe(count);
    }
    await Promise.all(busy);
  });

  it('reach each asker with their error when the server is gone', async () => {
    const { url, drop } = await ownDatabase(server);
    const own = await open({ url }, { entities: [KeyRow], migrations: [createKeys] });
    await own.db.pick(KeyRow, { id: randomUUID() });
    await drop();
    const found = await Promise.allSettled(
      Array.from({ length: 40 }, () => own.db.pick(KeyRow, { id: randomUUID() })),
    );
    expect(found.every(({ status }) => status === 'rejected')).toBe(true);
    await own.close();
  });
});
