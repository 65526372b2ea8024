import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@aethex/local';
import { startAethex, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { noise, player, refusal, rowsOf, sha256, type Saves } from './tools.js';

const options = { inlineBytes: '1kb', history: 1000 } as const;

describe('a backup (S19)', () => {
  let server: TestServer;
  let api: Saves;
  let copy: string;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin(options)] });
    api = player(server, 'ann');
    copy = await mkdtemp(join(tmpdir(), 'aethex-backup-'));
  });
  afterAll(async () => {
    await server.stop();
    await rm(copy, { recursive: true, force: true });
  });

  /** As the README says: blobs and keys, then the database, then the blobs that came meanwhile. */
  async function backUp(): Promise<void> {
    const isNoDraft = (path: string): boolean => !path.includes('drafts@');
    const folder = (name: string) =>
      cp(join(server.dir, name), join(copy, name), { recursive: true, filter: isNoDraft });
    await folder('keys');
    await folder('blobs');
    await copyDatabase();
    await folder('blobs');
  }

  /** Over a connection of its own, as another process would. */
  async function copyDatabase(): Promise<void> {
    const ends: (() => unknown)[] = [];
    const onClose = (end: () => unknown): void => void ends.push(end);
    const database = await sqlite({ file: join(server.dir, 'aethex.db') }).create({ onClose } as never);
    const source = await database.open({ entities: [], migrations: [] });
    await source.query('VACUUM INTO ?', [join(copy, 'aethex.db')]);
    for (const end of ends) await end();
  }

  it('that is made while players save opens whole: every revision and refused upload, byte for byte', async () => {
    for (let base = 0; base < 10; base += 1)
      await api.put({ slot_name: 'a', data: noise(base % 2 ? 3_000 : 100), base_revision: base });
    await refusal(api.put({ slot_name: 'a', data: noise(3_000), base_revision: 3 }));
    const writing = { isOver: false, count: 0 };
    const writers = ['b', 'c'].map(async (slot_name) => {
      for (let base = 0; !writing.isOver; base += 1, writing.count += 1)
        await api.put({ slot_name, data: noise(base % 2 ? 3_000 : 100), base_revision: base });
    });
    while (writing.count < 10) await new Promise(setImmediate);
    await backUp().finally(() => (writing.isOver = true));
    await Promise.all(writers);

    const restored = await startAethex({ plugins: [savesPlugin(options)], dir: copy });
    const ann = player(restored, 'ann');
    const { saves } = await ann.list();
    expect(saves.map(({ slot_name }) => slot_name).toSorted()).toEqual(['a', 'b', 'c']);
    let checked = 0;
    for (const { save_id } of saves) {
      const { revisions } = await ann.history({ save_id, limit: 100 });
      for (const { revision, checksum } of revisions) {
        const { data } = await ann.get({ save_id, revision });
        expect(sha256(JSON.stringify(data))).toBe(checksum);
        checked += 1;
      }
    }
    expect(checked).toBe((await rowsOf(restored, 'SELECT 1 FROM saves_revisions')).length);
    const [conflict] = (await ann.conflicts()).conflicts;
    const { copy: mine } = await ann.resolve({ conflict_id: conflict?.conflict_id ?? '', keep: 'both' });
    expect(sha256(JSON.stringify((await ann.get({ save_id: 'a-2' })).data))).toBe(mine?.checksum);
    await restored.stop();
  });
});
