import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapter, Database, type Adapter, type Session, type Statement } from '@aethex/core';
import { sqlite } from '@aethex/local';
import type { TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, password, sql, startAuth } from './fixtures.js';

/** SQLite that notes every statement it reads with. */
function noting(file: string, notes: string[]): Adapter<Database> {
  const sound = sqlite({ file });
  const noted = (session: Session): Session => {
    const [run, first] = [session.run.bind(session), session.first.bind(session)];
    const note = (statement: Statement): void => void notes.push(statement.sql);
    return {
      ...session,
      run: (...asked: Parameters<typeof run>) => (note(asked[0]), run(...asked)),
      first: (...asked: Parameters<typeof first>) => (note(asked[0]), first(...asked)),
    };
  };
  return adapter<Database>({
    ...sound,
    create: async (context) => {
      const database = await sound.create(context);
      const reader = database.reader.bind(database);
      database.reader = () => noted(reader());
      return database;
    },
  });
}

describe('a refused sign-in', () => {
  const notes: string[] = [];
  let dir: string;
  let server: TestServer;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-logins-'));
    server = await startAuth({}, { adapters: [noting(join(dir, 'aethex.db'), notes)] });
    for (const username of ['wrong-one', 'suspended', 'oauth-only', 'deleted'])
      await call(server, 'POST /auth/register', { username, password });
    await sql(server, "UPDATE auth_accounts SET is_active = FALSE WHERE username = 'suspended'");
    await sql(server, "UPDATE auth_accounts SET password_hash = NULL WHERE username = 'oauth-only'");
    await sql(server, "DELETE FROM auth_accounts WHERE username = 'deleted'");
  });
  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const readBy = async (username: string): Promise<string[]> => {
    notes.length = 0;
    await call(server, 'POST /auth/login', { username, password: 'not the password' });
    return notes.filter((statement) => statement.includes('auth_'));
  };

  it('asks the database the same, whatever the account is like and whether or not there is one', async () => {
    const usual = await readBy('wrong-one');
    expect(usual).toHaveLength(2);
    for (const username of ['nobody-at-all', 'suspended', 'oauth-only', 'deleted'])
      expect(await readBy(username)).toEqual(usual);
  });
});
