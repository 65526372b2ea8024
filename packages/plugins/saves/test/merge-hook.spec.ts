import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { saves } from '@aethex/protocol';
import { startAethex, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { player, refusal, type Saves } from './tools.js';

/** A hook whose behaviour the refused upload asks for. */
const program = `
export async function merge({ base, theirs, mine }) {
  const wish = mine.data?.wish;
  if (wish === 'throw') throw new Error('no idea');
  if (wish === 'hang') for (;;);
  if (wish === 'never') await new Promise(() => {});
  if (wish === 'wait') await new Promise((done) => setTimeout(done, 60_000));
  if (wish === 'exit') process.exit(0);
  if (wish === 'eat') { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); }
  if (wish === 'nothing') return undefined;
  if (wish === 'nonsense') return { text: '{' };
  if (wish === 'both') return { text: '1', data: 1 };
  if (wish === 'function') return { data: () => 1 };
  if (wish === 'secrets') return { data: Object.keys(process.env) };
  if (wish === 'text') return { text: '{ "gold": 1.0 }' };
  if (wish === 'bytes') return { bytes: new Uint8Array([1, 2, 3]) };
  if (mine.bytes) return { bytes: new Uint8Array([...theirs.bytes, ...mine.bytes]) };
  return { data: {
    gold: theirs.data.gold + mine.data.gold - (base?.data.gold ?? 0),
    seen: [base?.text ?? null, theirs?.text ?? null, mine.text],
    devices: [base?.summary.device ?? null, theirs?.summary.device ?? null, mine.summary.device],
  } };
}`;

describe('a merge hook (S3)', () => {
  let dir: string;
  let server: TestServer;
  let api: Saves;
  let slots = 0;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-merge-'));
    await writeFile(join(dir, 'merge.mjs'), program);
    server = await startAethex({
      plugins: [savesPlugin({ merge: join(dir, 'merge.mjs'), mergeTimeout: 1 })],
    });
    api = player(server, 'ann');
  });
  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** A conflict over a new slot, whose refused upload is `mine`. */
  async function torn(mine: object): Promise<{ slot: string; conflict_id: string }> {
    const slot = `slot${++slots}`;
    await api.put({ slot_name: slot, data: { gold: 10 }, device: 'Base' });
    await api.put({ slot_name: slot, data: { gold: 30 }, device: 'Phone', base_revision: 1 });
    const upload = { slot_name: slot, data: mine as { gold: number }, device: 'Deck', base_revision: 1 };
    const { data } = await refusal(api.put(upload));
    return { slot, conflict_id: (data as { conflict_id: string }).conflict_id };
  }

  it('is given all three versions, and what it returns becomes current', async () => {
    const { slot, conflict_id } = await torn({ gold: 15 });
    const { save } = await api.resolve({ conflict_id, keep: 'merge' });
    expect(save).toMatchObject({ revision: 3, parent_revision: 2, device: 'Deck' });
    expect((await api.get({ save_id: slot })).data).toEqual({
      gold: 35,
      seen: ['{"gold":10}', '{"gold":30}', '{"gold":15}'],
      devices: ['Base', 'Phone', 'Deck'],
    });
    expect((await api.conflicts()).conflicts).toEqual([]);
  });

  it('may write JSON as its engine would, or bytes', async () => {
    const text = await torn({ wish: 'text' });
    await api.resolve({ conflict_id: text.conflict_id, keep: 'merge' });
    const download = await api.download({ save_id: text.slot });
    expect(Buffer.from(download.content as string, 'base64').toString()).toBe('{ "gold": 1.0 }');
    const bytes = await torn({ wish: 'bytes' });
    await api.resolve({ conflict_id: bytes.conflict_id, keep: 'merge' });
    expect(await api.get({ save_id: bytes.slot })).toMatchObject({ encoding: 'base64', data: 'AQID' });
  });

  it('merges binary saves', async () => {
    await api.upload({ slot_name: 'bin', content: 'AQ==' });
    await api.upload({ slot_name: 'bin', content: 'Ag==', base_revision: 1 });
    const { data } = await refusal(api.upload({ slot_name: 'bin', content: 'Aw==', base_revision: 1 }));
    await api.resolve({ conflict_id: (data as { conflict_id: string }).conflict_id, keep: 'merge' });
    expect((await api.get({ save_id: 'bin' })).data).toBe('AgM=');
  });

  it.each(['throw', 'hang', 'wait', 'never', 'exit', 'eat', 'nothing', 'nonsense', 'both', 'function'])(
    'that does not do its work (%s) changes nothing: both versions are kept',
    async (wish) => {
      const { slot, conflict_id } = await torn({ wish });
      const began = Date.now();
      expect(await refusal(api.resolve({ conflict_id, keep: 'merge' }))).toMatchObject({
        code: 'saves.merge_failed',
        status: 503,
      });
      expect(Date.now() - began).toBeLessThan(8_000);
      expect((await api.get({ save_id: slot })).data).toEqual({ gold: 30 });
      const { conflicts } = await api.conflicts();
      expect(conflicts.map((one) => one.conflict_id)).toEqual([conflict_id]);
      await api.resolve({ conflict_id, keep: 'theirs' });
    },
    20_000,
  );

  it('does not hold up anybody while it hangs', async () => {
    const { conflict_id } = await torn({ wish: 'hang' });
    const merging = refusal(api.resolve({ conflict_id, keep: 'merge' }));
    const began = Date.now();
    for (let index = 0; index < 20; index += 1)
      await api.put({ slot_name: 'busy', data: index, overwrite: true });
    expect(Date.now() - began).toBeLessThan(900);
    expect((await merging).code).toBe('saves.merge_failed');
  }, 20_000);

  it('keeps nobody waiting in a line without end', async () => {
    const conflicts: string[] = [];
    for (let index = 0; index < 16; index += 1)
      conflicts.push((await torn({ wish: 'wait', index })).conflict_id);
    const began = Date.now();
    const waits = conflicts.map(async (conflict_id) => {
      expect((await refusal(api.resolve({ conflict_id, keep: 'merge' }))).code).toBe('saves.merge_failed');
      return Date.now() - began;
    });
    const soon = (await Promise.all(waits)).filter((ms) => ms < 900);
    expect(soon).toHaveLength(6);
  }, 20_000);

  it('sees nothing of the server’s environment', async () => {
    const { slot, conflict_id } = await torn({ wish: 'secrets' });
    await api.resolve({ conflict_id, keep: 'merge' });
    expect((await api.get({ save_id: slot })).data).toEqual([]);
  });

  it('that is too late for the slot changes nothing', async () => {
    const { slot, conflict_id } = await torn({ gold: 1 });
    const merging = refusal(api.resolve({ conflict_id, keep: 'merge' }));
    await api.put({ slot_name: slot, data: { gold: 99 }, base_revision: 2 });
    expect(await merging).toMatchObject({ code: 'saves.conflict', data: { current: { revision: 3 } } });
    expect((await api.get({ save_id: slot })).data).toEqual({ gold: 99 });
  });

  it('gives way to what the player merged', async () => {
    const { slot, conflict_id } = await torn({ wish: 'throw' });
    await api.resolve({ conflict_id, keep: 'merge', data: 'by hand' });
    expect((await api.get({ save_id: slot })).data).toBe('by hand');
  });

  it('can be named by a URL, and is tried at start', async () => {
    const url = pathToFileURL(join(dir, 'merge.mjs')).href;
    const second = await startAethex({ plugins: [savesPlugin({ merge: url })] });
    expect(await second.as('ann').direct(saves).list()).toMatchObject({ saves: [] });
    await second.stop();
    await writeFile(join(dir, 'empty.mjs'), 'export const nothing = 1;');
    for (const merge of [join(dir, 'empty.mjs'), join(dir, 'missing.mjs')])
      await expect(startAethex({ plugins: [savesPlugin({ merge })] })).rejects.toMatchObject({
        name: 'BootError',
        message: expect.stringContaining(merge),
      });
  });
});

describe('a configuration that cannot work', () => {
  it('is refused: no upload may be larger than what the server lets through', async () => {
    const start = startAethex({ plugins: [savesPlugin({ maxBytes: '17mb' })] });
    await expect(start).rejects.toThrow(
      /saves\.maxBytes is 17825792, but http\.maxUpload lets only 16777216/,
    );
  });
});
