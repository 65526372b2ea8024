import assert from 'node:assert/strict';
import { startAethex, testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, noise, player, refusal, rowsOf, sha256, usage, type Saves } from './tools.js';

describe('a conflict (S3)', () => {
  let server: TestServer;
  let api: Saves;
  let name = '';
  let players = 0;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb' })] });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    name = `player ${++players}`;
    api = player(server, name);
  });
  afterEach(async () => {
    const { said, held } = await usage(server, testPlayerId(name));
    assert.equal(said, held);
  });

  /** A slot `a` whose current revision 2 says "theirs", and a refused upload made from revision 1. */
  async function torn(mine: string = 'mine'): Promise<string> {
    await api.put({ slot_name: 'a', data: 'base' });
    await api.put({ slot_name: 'a', data: 'theirs', device: 'Phone', base_revision: 1 });
    const upload = { slot_name: 'a', data: mine, device: 'Deck', metadata: 'mine', base_revision: 1 };
    const { data } = await refusal(api.put(upload));
    return (data as { conflict_id: string }).conflict_id;
  }
  const current = async (save_id = 'a') => (await api.get({ save_id })).data;
  const open = async () => (await api.conflicts()).conflicts;

  it.each(['mine', noise(9_000)])('kept as theirs drops the refused upload', async (mine) => {
    const { save, copy } = await api.resolve({ conflict_id: await torn(mine), keep: 'theirs' });
    expect([save?.revision, copy, await current()]).toEqual([2, null, 'theirs']);
    expect(await open()).toEqual([]);
    expect(await rowsOf(server, 'SELECT 1 FROM saves_conflicts')).toEqual([]);
    expect(await blobFiles(server)).toEqual([]);
  });

  it('kept as mine makes the refused upload current, as it was sent', async () => {
    const mine = noise(9_000);
    const { save } = await api.resolve({ conflict_id: await torn(mine), keep: 'mine' });
    expect(save).toMatchObject({ revision: 3, parent_revision: 1, device: 'Deck', metadata: 'mine' });
    expect(save?.checksum).toBe(sha256(JSON.stringify(mine)));
    expect(await current()).toBe(mine);
    expect((await api.get({ save_id: 'a', revision: 2 })).data).toBe('theirs');
    await api.delete({ save_id: 'a' });
    expect(await blobFiles(server)).toEqual([]);
  });

  it.each(['mine', noise(9_000)])('shows both versions with their data', async (mine) => {
    const conflict_id = await torn(mine);
    expect(await api.getConflict({ conflict_id })).toMatchObject({
      conflict_id,
      current: { slot_name: 'a', revision: 2, device: 'Phone', data: 'theirs' },
      yours: { slot_name: 'a', revision: 0, parent_revision: 1, device: 'Deck', data: mine },
    });
    await api.delete({ save_id: 'a' });
    expect(await api.getConflict({ conflict_id })).toMatchObject({ current: null, yours: { data: mine } });
    await api.resolve({ conflict_id, keep: 'theirs', base_revision: 0 });
  });

  it('is shown to nobody else, and no longer once it is resolved', async () => {
    const conflict_id = await torn();
    const stranger = player(server, `stranger of ${name}`);
    expect((await refusal(stranger.getConflict({ conflict_id }))).code).toBe('saves.conflict_not_found');
    await api.resolve({ conflict_id, keep: 'theirs' });
    expect((await refusal(api.getConflict({ conflict_id }))).code).toBe('saves.conflict_not_found');
  });

  it('kept as both puts the refused upload into the first free slot', async () => {
    await api.put({ slot_name: 'a-2', data: 'taken' });
    await api.put({ slot_name: 'a-3', data: 'deleted' });
    await api.delete({ save_id: 'a-3' });
    const { save, copy } = await api.resolve({ conflict_id: await torn(), keep: 'both' });
    expect(save).toMatchObject({ slot_name: 'a', revision: 2 });
    expect(copy).toMatchObject({ slot_name: 'a-3', revision: 2, device: 'Deck', parent_revision: null });
    expect([await current('a'), await current('a-2'), await current('a-3')]).toEqual([
      'theirs',
      'taken',
      'mine',
    ]);
  });

  it('kept as both takes the slot of the given name, if it is free', async () => {
    const conflict_id = await torn();
    await api.put({ slot_name: 'b', data: 'taken' });
    expect(await refusal(api.resolve({ conflict_id, keep: 'both', slot_name: 'b' }))).toMatchObject({
      code: 'saves.slot_taken',
    });
    expect(await refusal(api.resolve({ conflict_id, keep: 'both', slot_name: 'a/b' }))).toMatchObject({
      code: 'saves.slot_invalid',
    });
    const { copy } = await api.resolve({ conflict_id, keep: 'both', slot_name: 'c' });
    expect([copy?.slot_name, await current('c'), await current('b')]).toEqual(['c', 'mine', 'taken']);
  });

  it('merged by the player stores what the player made of both', async () => {
    const conflict_id = await torn(noise(9_000));
    const { save } = await api.resolve({ conflict_id, keep: 'merge', data: { merged: true } });
    expect(save).toMatchObject({ revision: 3, parent_revision: 2, device: 'Deck' });
    expect(await current()).toEqual({ merged: true });
    expect(await blobFiles(server)).toEqual([]);
  });

  it('merged by the player may be binary', async () => {
    const conflict_id = await torn();
    await api.resolve({ conflict_id, keep: 'merge', data: 'AAEC', encoding: 'base64' });
    expect(await api.get({ save_id: 'a' })).toMatchObject({
      data: 'AAEC',
      encoding: 'base64',
      size_bytes: 3,
    });
  });

  it('asks for the merged save where the server has no merge hook', async () => {
    const conflict_id = await torn();
    expect(await refusal(api.resolve({ conflict_id, keep: 'merge' }))).toMatchObject({
      code: 'saves.no_merger',
    });
    expect(await open()).toHaveLength(1);
  });

  it.each(['theirs', 'mine', 'both', 'merge'] as const)(
    'is not resolved as %s when the slot has changed since, but told anew',
    async (keep) => {
      const conflict_id = await torn();
      await api.put({ slot_name: 'a', data: 'newer', base_revision: 2 });
      const wish = { conflict_id, keep, ...(keep === 'merge' && { data: 'merged' }) };
      const late = await refusal(api.resolve(wish));
      expect(late).toMatchObject({
        code: 'saves.conflict',
        data: { conflict_id, current: { revision: 3 }, yours: { checksum: sha256('"mine"') } },
      });
      expect(await current()).toBe('newer');
      await api.resolve({ ...wish, base_revision: 3 });
      expect(await open()).toEqual([]);
    },
  );

  it('is there once for the same upload, and knows what the player was told last', async () => {
    const conflict_id = await torn();
    await api.put({ slot_name: 'a', data: 'newer', base_revision: 2 });
    const again = { slot_name: 'a', data: 'mine', base_revision: 1 };
    expect(await refusal(api.put(again))).toMatchObject({ data: { conflict_id, current: { revision: 3 } } });
    expect(await open()).toHaveLength(1);
    const { save } = await api.resolve({ conflict_id, keep: 'mine' });
    expect(save?.revision).toBe(4);
  });

  it('of the same bytes in another encoding is another one', async () => {
    await torn('AAEC');
    await refusal(api.put({ slot_name: 'a', data: 'AAEC', encoding: 'base64', base_revision: 1 }));
    expect(await open()).toHaveLength(2);
  });

  it('arises when the slot was deleted meanwhile', async () => {
    await api.put({ slot_name: 'a', data: 'base' });
    await api.delete({ save_id: 'a' });
    const { data } = await refusal(api.put({ slot_name: 'a', data: 'mine', base_revision: 1 }));
    expect(data).toMatchObject({ current: null, yours: { parent_revision: 1 } });
    const { conflict_id } = data as { conflict_id: string };
    const { save } = await api.resolve({ conflict_id, keep: 'mine' });
    expect([save?.revision, await current()]).toEqual([2, 'mine']);
  });

  it('about a slot that never was looks like one about a deleted slot', async () => {
    const { data } = await refusal(api.put({ slot_name: 'a', data: 'mine', base_revision: 7 }));
    expect(data).toMatchObject({ current: null, yours: { slot_name: 'a' } });
    const { conflict_id } = data as { conflict_id: string };
    expect(await api.resolve({ conflict_id, keep: 'theirs' })).toEqual({ save: null, copy: null });
    expect((await api.list()).saves).toEqual([]);
    expect(await api.put({ slot_name: 'a', data: 1 })).toMatchObject({ revision: 1, created: true });
  });

  it('outlives the deletion of its slot', async () => {
    const conflict_id = await torn();
    await api.delete({ save_id: 'a' });
    expect(await open()).toMatchObject([{ conflict_id, current: null }]);
    expect(await refusal(api.resolve({ conflict_id, keep: 'mine' }))).toMatchObject({
      code: 'saves.conflict',
      data: { current: null },
    });
    const { copy } = await api.resolve({ conflict_id, keep: 'both', slot_name: 'a', base_revision: 0 });
    expect([copy?.revision, await current()]).toEqual([3, 'mine']);
  });

  it('refuses what the chosen way has no use for', async () => {
    const conflict_id = await torn();
    const stray = { code: 'request.invalid', data: { field: 'data' } };
    expect(await refusal(api.resolve({ conflict_id, keep: 'mine', data: 1 }))).toMatchObject(stray);
    expect(await open()).toHaveLength(1);
  });

  it('is not even kept when there is no room for it, and says so', async () => {
    const small = await startAethex({ plugins: [savesPlugin({ quota: 3_000, inlineBytes: 500 })] });
    const tight = player(small, 'tight');
    await tight.put({ slot_name: 'a', data: noise(1_500) });
    expect(await refusal(tight.put({ slot_name: 'a', data: noise(2_600) }))).toMatchObject({
      code: 'saves.quota',
      data: { quota_bytes: 3_000 },
    });
    expect((await tight.conflicts()).conflicts).toEqual([]);
    expect(await blobFiles(small)).toHaveLength(1);
    await small.stop();
  });
});
