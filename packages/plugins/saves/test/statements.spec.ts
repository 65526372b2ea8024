import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapter, Database, type Adapter, type Session, type Statement } from '@aethex/core';
import { sqlite } from '@aethex/local';
import { startAethex, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { noise, player, refusal, type Saves } from './tools.js';

type Noted = { readonly where: 'read' | 'write'; readonly sql: string };

/** SQLite that notes every statement it is given. */
function noting(file: string, notes: Noted[]): Adapter<Database> {
  const sound = sqlite({ file });
  const noted = <S extends Session>(where: Noted['where'], session: S): S => {
    const [run, first] = [session.run.bind(session), session.first.bind(session)];
    const note = ({ sql }: Statement): void => void notes.push({ where, sql });
    return {
      ...session,
      run: (...call: Parameters<typeof run>) => (note(call[0]), run(...call)),
      first: (...call: Parameters<typeof first>) => (note(call[0]), first(...call)),
    };
  };
  return adapter<Database>({
    ...sound,
    create: async (context) => {
      const database = await sound.create(context);
      const [begin, reader] = [database.begin.bind(database), database.reader.bind(database)];
      database.begin = async () => noted('write', await begin());
      database.reader = () => noted('read', reader());
      return database;
    },
  });
}

describe('what a call costs', () => {
  const notes: Noted[] = [];
  let dir: string;
  let server: TestServer;
  let api: Saves;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-statements-'));
    server = await startAethex({
      plugins: [savesPlugin({ history: 3, daily: 0 })],
      adapters: [noting(join(dir, 'aethex.db'), notes)],
    });
    api = player(server, 'ann');
    for (let base = 0; base < 5; base += 1)
      await api.put({ slot_name: 'a', data: base, base_revision: base });
    server.clock?.advance(60_000);
    await api.get({ save_id: 'a' });
  });
  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(() => void (notes.length = 0));

  const inside = (where: Noted['where']): string[] =>
    notes.filter((note) => note.where === where).map(({ sql }) => sql.slice(0, 40));

  it('to get a save, is one statement while the cache knows the slot, and two when it does not', async () => {
    expect((await api.get({ save_id: 'a' })).data).toBe(4);
    expect(inside('read')).toEqual([expect.stringMatching(/^SELECT "id", "slot_id"/)]);
    await api.put({ slot_name: 'a', data: 5, base_revision: 5 });
    notes.length = 0;
    expect((await api.get({ save_id: 'a' })).data).toBe(5);
    expect(inside('read')).toHaveLength(2);
    expect(inside('write')).toEqual([]);
  });

  it('to put a save, is one look and a short write, with the oldest revision taken away', async () => {
    const { revision } = await api.get({ save_id: 'a' });
    notes.length = 0;
    await api.put({ slot_name: 'a', data: 'next', base_revision: revision });
    expect(inside('read')).toHaveLength(1);
    expect(inside('write').map((sql) => sql.split(' ')[0])).toEqual([
      'UPDATE', // the slot, if it is still what was looked at
      'SELECT', // what is kept of it, and what of that open conflicts need
      'DELETE', // what need not be kept
      'UPDATE', // the quota
      'INSERT', // the revision
    ]);
  });

  it('to put a large save, is never a blob written while others wait for the write', async () => {
    await api.put({ slot_name: 'large', data: noise(200_000) });
    expect(inside('write').map((sql) => sql.split(' ')[0])).toEqual(['INSERT', 'UPDATE', 'INSERT']);
  });

  it('to be refused, writes the refused upload down and nothing else', async () => {
    await refusal(api.put({ slot_name: 'a', data: 'late', base_revision: 1 }));
    expect(inside('write').filter((sql) => sql.startsWith('INSERT INTO "saves_conflicts"'))).toHaveLength(1);
    expect(inside('write').filter((sql) => sql.includes('saves_revisions'))).toEqual([]);
  });
});
