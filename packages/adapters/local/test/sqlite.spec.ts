import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { databaseContract } from '@aethex/testing';
import { sqlite } from '../src/index.js';
import { SqliteDatabase } from '../src/sqlite/sqlite-database.js';

const folders: string[] = [];

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aethex-sqlite-'));
  folders.push(folder);
  return join(folder, 'aethex.db');
}

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function write(database: SqliteDatabase, sql: string): Promise<void> {
  const transaction = await database.begin();
  await transaction.run({ name: sql, sql }, []);
  await transaction.commit();
}

describe('SQLite', () => {
  databaseContract(() => sqlite({ file: newFile() }));

  it('leaves everything in one file when it is closed', async () => {
    const file = newFile();
    const database = new SqliteDatabase(file, 1000);
    await database.open({ entities: [], migrations: [] });
    await write(database, 'CREATE TABLE lines (line text)');
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await database.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    expect(statSync(file).size).toBeGreaterThan(4096);
  });

  it('finds out that its file is damaged, and says what to do', async () => {
    const file = newFile();
    const open = async () => {
      const database = new SqliteDatabase(file, 1000);
      await database.open({ entities: [], migrations: [] });
      return database;
    };
    const database = await open();
    await write(database, 'CREATE TABLE lines (line text)');
    await write(database, `INSERT INTO lines VALUES ('${'x'.repeat(20_000)}')`);
    expect(await sqlite({ file }).check?.(database)).toMatchObject([{ ok: true }]);
    await database.close();
    writeFileSync(file, readFileSync(file).fill(255, 4096, 8192));
    const damaged = await open();
    expect(await sqlite({ file }).check?.(damaged)).toMatchObject([
      {
        ok: false,
        what: expect.stringContaining('is damaged'),
        fix: expect.stringContaining('Restore a backup'),
      },
    ]);
    await damaged.close();
  });

  it('makes its folder for nobody else', async () => {
    const file = join(newFile(), 'data', 'aethex.db');
    const database = new SqliteDatabase(file, 1000);
    await database.open({ entities: [], migrations: [] });
    expect(statSync(dirname(file)).mode & 0o077).toBe(0);
    await database.close();
  });
});
