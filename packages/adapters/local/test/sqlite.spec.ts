import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('SQLite', () => {
  databaseContract(() => sqlite({ file: newFile() }));

  it('leaves everything in one file when it is closed', async () => {
    const file = newFile();
    const database = new SqliteDatabase(file, 1000);
    await database.open({ entities: [], migrations: [] });
    const transaction = await database.begin();
    const sql = 'CREATE TABLE lines (line text)';
    await transaction.run({ name: sql, sql }, []);
    await transaction.commit();
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await database.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    expect(statSync(file).size).toBeGreaterThan(4096);
  });
});
