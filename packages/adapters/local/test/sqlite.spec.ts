import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from '@jest/globals';
import { databaseContract } from '@aethex/testing';
import { sqlite } from '../src/index.js';

const folders: string[] = [];

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aethex-sqlite-'));
  folders.push(folder);
  return join(folder, 'aethex.db');
}

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('SQLite', () => {
  databaseContract(() => sqlite({ file: newFile() }));
});
