import { Jobs } from '@aethex/core';
import { startAethex, testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, noise, player, refusal, usage, type Saves } from './tools.js';

const hour = 3_600_000;
const day = 24 * hour;

describe('a history (S7)', () => {
  let server: TestServer;
  let api: Saves;
  let name = '';
  let players = 0;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ history: 3, daily: 5, inlineBytes: '1kb' })] });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    name = `player ${++players}`;
    api = player(server, name);
  });

  const put = (data: unknown, base_revision?: number) =>
    api.put({
      slot_name: 'a',
      data: data as string,
      overwrite: true,
      ...(base_revision && { base_revision }),
    });
  const kept = async (): Promise<number[]> =>
    (await api.history({ save_id: 'a' })).revisions.map(({ revision }) => revision);
  const pruned = async (): Promise<void> => {
    await server.get(Jobs).add({ name: 'saves.prune' });
    await server.flushJobs();
  };
  const balanced = async (): Promise<void> => {
    const { said, held } = await usage(server, testPlayerId(name));
    expect(said).toBe(held);
  };

  it('keeps the last revisions, and of each recent day the last one', async () => {
    for (let index = 0; index < 4; index += 1) await put(index);
    server.clock?.advance(day);
    for (let index = 0; index < 5; index += 1) await put(index);
    expect(await kept()).toEqual([9, 8, 7, 4]);
    await balanced();
  });

  it('lets go of a day when it is over, also of slots nobody writes to', async () => {
    await put(1);
    server.clock?.advance(day);
    for (let index = 0; index < 3; index += 1) await put(index);
    server.clock?.advance(3 * day);
    await pruned();
    expect(await kept()).toEqual([4, 3, 2, 1]);
    server.clock?.advance(day);
    await pruned();
    expect(await kept()).toEqual([4, 3, 2]);
    server.clock?.advance(100 * day);
    await pruned();
    expect(await kept()).toEqual([4, 3, 2]);
    await balanced();
  });

  it('never loses what an open conflict refers to', async () => {
    await put(1);
    await put(2);
    const { data } = await refusal(api.put({ slot_name: 'a', data: 'late', base_revision: 1 }));
    for (let index = 0; index < 6; index += 1) await put(index);
    expect(await kept()).toEqual([8, 7, 6, 2, 1]);
    expect(await refusal(api.delete({ save_id: 'a', revision: 1 }))).toMatchObject({
      code: 'saves.revision_in_use',
      status: 409,
    });
    const { conflict_id } = data as { conflict_id: string };
    await api.resolve({ conflict_id, keep: 'theirs', base_revision: 8 });
    await put('next');
    expect(await kept()).toEqual([9, 8, 7]);
    await balanced();
  });

  it('takes its blobs along', async () => {
    for (let index = 0; index < 8; index += 1) await put(noise(5_000));
    expect(await blobFiles(server)).toHaveLength(3);
    await api.delete({ save_id: 'a', revision: 7 });
    expect(await blobFiles(server)).toHaveLength(2);
    await balanced();
    await api.delete({ save_id: 'a' });
    expect(await blobFiles(server)).toEqual([]);
    expect(await usage(server, testPlayerId(name))).toEqual({ said: 0, held: 0 });
  });

  it('goes on with the same numbers when a deleted slot is used again (S4)', async () => {
    await put('one');
    await put('two');
    await api.delete({ save_id: 'a' });
    const again = await api.put({ slot_name: 'a', data: 'three' });
    expect(again).toMatchObject({ revision: 3, parent_revision: null, created: true });
    expect(await kept()).toEqual([3]);
    expect(await refusal(api.get({ save_id: 'a', revision: 1 }))).toMatchObject({ code: 'saves.not_found' });
  });

  it('lets the current revision be deleted only with the whole save', async () => {
    await put(1);
    await put(2);
    expect(await refusal(api.delete({ save_id: 'a', revision: 2 }))).toMatchObject({
      code: 'saves.revision_in_use',
    });
    await api.delete({ save_id: 'a', revision: 1 });
    expect(await refusal(api.delete({ save_id: 'a', revision: 1 }))).toMatchObject({
      code: 'saves.not_found',
    });
    expect(await kept()).toEqual([2]);
  });

  it('is restored as a new revision, and the old ones stay', async () => {
    await put('one');
    await put('two');
    const restored = await api.restore({ save_id: 'a', revision: 1, base_revision: 2 });
    expect(restored).toMatchObject({ revision: 3, parent_revision: 1 });
    expect((await api.get({ save_id: 'a' })).data).toBe('one');
    expect((await api.get({ save_id: 'a', revision: 2 })).data).toBe('two');
    expect(await refusal(api.restore({ save_id: 'a', revision: 99 }))).toMatchObject({
      code: 'saves.not_found',
    });
    await balanced();
  });

  it('is neither restored nor deleted when another revision is current than the player believes', async () => {
    await put('one');
    await put('two');
    const changed = { code: 'saves.changed', status: 409, data: { current: { revision: 2 } } };
    expect(await refusal(api.restore({ save_id: 'a', revision: 1, base_revision: 1 }))).toMatchObject(
      changed,
    );
    expect(await refusal(api.delete({ save_id: 'a', base_revision: 1 }))).toMatchObject(changed);
    expect((await api.get({ save_id: 'a' })).data).toBe('two');
  });

  it('outlives the revision it restored', async () => {
    await put(noise(5_000));
    const original = await api.get({ save_id: 'a' });
    await put('two');
    await api.restore({ save_id: 'a', revision: 1 });
    await api.delete({ save_id: 'a', revision: 1 });
    expect((await api.get({ save_id: 'a' })).data).toBe(original.data);
  });

  it('makes room for what is new: pruned bytes count as free', async () => {
    const small = await startAethex({ plugins: [savesPlugin({ history: 1, daily: 0, quota: 3_000 })] });
    const tight = player(small, 'tight');
    for (let base = 0; base < 5; base += 1)
      await tight.put({ slot_name: 'a', data: noise(2_000), base_revision: base });
    expect(await refusal(tight.put({ slot_name: 'b', data: noise(2_000) }))).toMatchObject({
      code: 'saves.quota',
      status: 403,
    });
    expect((await tight.get({ save_id: 'a' })).revision).toBe(5);
    await tight.delete({ save_id: 'a' });
    await tight.put({ slot_name: 'b', data: noise(2_000) });
    await small.stop();
  });
});

describe('lists', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin()] });
  });
  afterAll(() => server.stop());

  /** Follows the pages to the last. */
  async function all<T>(
    page: (cursor?: string) => Promise<{ items: T[]; next: string | null }>,
  ): Promise<T[][]> {
    const pages: T[][] = [];
    for (let cursor: string | undefined; ;) {
      const { items, next } = await page(cursor);
      pages.push(items);
      if (next === null) return pages;
      cursor = next;
    }
  }

  it('show the saves written last first, page by page, each once', async () => {
    const api = player(server, 'pages');
    for (let index = 0; index < 7; index += 1) {
      if (index % 2) server.clock?.advance(1);
      await api.put({ slot_name: `s${index}`, data: index });
    }
    server.clock?.advance(1);
    await api.put({ slot_name: 's3', data: 'again', base_revision: 1 });
    await api.delete({ save_id: 's5' });
    const pages = await all(async (cursor) => {
      const { saves, next_cursor } = await api.list({ limit: 2, ...(cursor && { cursor }) });
      return { items: saves.map(({ slot_name }) => slot_name), next: next_cursor };
    });
    expect(pages).toEqual([
      ['s3', 's6'],
      ['s4', 's2'],
      ['s1', 's0'],
    ]);
  });

  it('page a history from the newest revision down', async () => {
    const api = player(server, 'long');
    for (let base = 0; base < 5; base += 1)
      await api.put({ slot_name: 'a', data: base, base_revision: base });
    const pages = await all(async (cursor) => {
      const answer = await api.history({ save_id: 'a', limit: 2, ...(cursor && { cursor }) });
      return { items: answer.revisions.map(({ revision }) => revision), next: answer.next_cursor };
    });
    expect(pages).toEqual([[5, 4], [3, 2], [1]]);
  });

  it('page the conflicts from the newest on', async () => {
    const api = player(server, 'torn');
    await api.put({ slot_name: 'a', data: 0 });
    for (let device = 1; device < 6; device += 1) await refusal(api.put({ slot_name: 'a', data: device }));
    const pages = await all(async (cursor) => {
      const { conflicts, next_cursor } = await api.conflicts({ limit: 2, ...(cursor && { cursor }) });
      return { items: conflicts.map(({ yours }) => yours.size_bytes), next: next_cursor };
    });
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  });
});
