import { adapter, BlobStore, Db, Jobs, type Adapter } from '@aethex/core';
import { memoryBlobs } from '@aethex/local';
import { houseError } from '@aethex/protocol';
import { startAethex, testPlayerId, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, change, noise, player, refusal, rest, usage, type Saves } from './tools.js';

const hour = 3_600_000;

/** From now on adding a revision fails, on either engine. */
async function breakRows(server: TestServer): Promise<void> {
  const isSqlite = server.get(Db).dialect === 'sqlite';
  if (!isSqlite) {
    const body = "BEGIN RAISE EXCEPTION 'killed'; END";
    await change(
      server,
      `CREATE FUNCTION dying() RETURNS trigger LANGUAGE plpgsql AS '${body.replaceAll("'", "''")}'`,
    );
  }
  const act = isSqlite ? "BEGIN SELECT RAISE(ABORT, 'killed'); END" : 'FOR EACH ROW EXECUTE FUNCTION dying()';
  await change(server, `CREATE TRIGGER dying BEFORE INSERT ON saves_revisions ${act}`);
}

async function mendRows(server: TestServer): Promise<void> {
  const isSqlite = server.get(Db).dialect === 'sqlite';
  await change(server, isSqlite ? 'DROP TRIGGER dying' : 'DROP FUNCTION dying CASCADE');
}

describe('a write that dies between blob and row (S8)', () => {
  let server: TestServer;
  let api: Saves;
  let players = 0;
  beforeAll(async () => {
    server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb' })] });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    api = player(server, `player ${++players}`);
  });

  const collected = async (): Promise<string[]> => {
    await server.get(Jobs).add({ name: 'saves.collect' });
    await server.flushJobs();
    return blobFiles(server);
  };

  /** The transaction fails where the row is added, as if the process had ended there. */
  async function dying(work: () => Promise<unknown>): Promise<void> {
    await breakRows(server);
    expect((await refusal(work())).code).toBe('server.internal');
    await mendRows(server);
  }

  it('leaves nothing: no row without a blob, and after an hour no blob without a row', async () => {
    await api.put({ slot_name: 'a', data: noise(4_000) });
    const { data } = await refusal(api.put({ slot_name: 'a', data: noise(4_000) }));
    const before = (await api.get({ save_id: 'a' })).data;
    const kept = await blobFiles(server);
    expect(kept).toHaveLength(2);
    await dying(() => api.put({ slot_name: 'a', data: noise(4_000), base_revision: 1 }));
    await dying(() => api.put({ slot_name: 'b', data: noise(4_000) }));
    expect(await blobFiles(server)).toHaveLength(4);
    expect((await api.list()).saves).toHaveLength(1);

    server.clock?.set(new Date(Date.now() + hour / 2));
    expect(await collected()).toHaveLength(4);
    server.clock?.set(new Date(Date.now() + 2 * hour));
    expect((await collected()).toSorted()).toEqual(kept.toSorted());

    expect((await api.get({ save_id: 'a' })).data).toBe(before);
    const { conflict_id } = data as { conflict_id: string };
    await api.resolve({ conflict_id, keep: 'mine' });
    expect((await collected()).toSorted()).toEqual(kept.toSorted());
    expect((await api.get({ save_id: 'a' })).revision).toBe(2);
    const { said, held } = await usage(server, testPlayerId(`player ${players}`));
    expect(said).toBe(held);
  });

  it('does not use up its revision', async () => {
    await api.put({ slot_name: 'a', data: 1 });
    await dying(() => api.put({ slot_name: 'a', data: 2, base_revision: 1 }));
    expect(await api.put({ slot_name: 'a', data: 2, base_revision: 1 })).toMatchObject({ revision: 2 });
  });

  it('can be sent again with its Idempotency-Key', async () => {
    const put = () =>
      rest(server, `player ${players}`, 'POST /saves/me', {
        headers: { 'idempotency-key': `key ${players}`.replace(' ', '-') },
        body: JSON.stringify({ slot_name: 'a', data: 1 }),
      });
    await breakRows(server);
    expect((await put()).status).toBe(500);
    await mendRows(server);
    expect([(await put()).status, (await put()).status]).toEqual([201, 201]);
    expect((await api.history({ save_id: 'a' })).revisions).toHaveLength(1);
  });
});

interface Trouble {
  now: 'full' | 'away' | null;
  /** What happens once, while a blob is being opened or removed. */
  meanwhile?: (() => Promise<unknown>) | undefined;
}

/** Blobs in memory whose disk can be full, away or slow. */
function troubledBlobs(): { adapter: Adapter<BlobStore>; trouble: Trouble } {
  const trouble: Trouble = { now: null };
  const sound = memoryBlobs();
  const broken = adapter<BlobStore>({
    ...sound,
    create: async (context) => {
      const blobs = await sound.create(context);
      const [put, get, remove] = [blobs.put.bind(blobs), blobs.get.bind(blobs), blobs.delete.bind(blobs)];
      const happen = async (): Promise<void> => {
        const { meanwhile } = trouble;
        trouble.meanwhile = undefined;
        await meanwhile?.();
      };
      blobs.put = async (...args) => {
        if (trouble.now === 'full') throw houseError('server.storage_full');
        if (trouble.now === 'away') throw new Error('ECONNREFUSED');
        return put(...args);
      };
      blobs.get = async (...args) => {
        if (trouble.now === 'away') throw new Error('ECONNREFUSED');
        await happen();
        return get(...args);
      };
      blobs.delete = async (...args) => {
        await happen();
        return remove(...args);
      };
      return blobs;
    },
  });
  return { adapter: broken, trouble };
}

describe('a full disk (S9)', () => {
  it('leaves nothing half-written, reading goes on, and writing heals without a restart', async () => {
    const { adapter: blobs, trouble } = troubledBlobs();
    const server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb' })], adapters: [blobs] });
    const api = player(server, 'ann');
    await api.put({ slot_name: 'a', data: 'small' });
    const large = noise(4_000);
    await api.put({ slot_name: 'b', data: large });
    trouble.now = 'full';
    const full = { code: 'server.storage_full', status: 507 };
    expect(await refusal(api.put({ slot_name: 'a', data: noise(4_000), base_revision: 1 }))).toMatchObject(
      full,
    );
    expect(await refusal(api.restore({ save_id: 'b', revision: 1 }))).toMatchObject(full);
    expect((await api.get({ save_id: 'b' })).data).toBe(large);
    expect((await api.get({ save_id: 'a' })).data).toBe('small');
    trouble.now = null;
    expect(await api.put({ slot_name: 'a', data: noise(4_000), base_revision: 1 })).toMatchObject({
      revision: 2,
    });
    const { said, held } = await usage(server, testPlayerId('ann'));
    expect(said).toBe(held);
    await server.stop();
  });
});

describe('an upload beyond the quota (S6)', () => {
  it('is refused before its bytes are stored anywhere, unless pruning makes room', async () => {
    const { adapter: blobs, trouble } = troubledBlobs();
    const plugin = savesPlugin({ inlineBytes: '1kb', quota: 10_000, history: 1, daily: 0 });
    const server = await startAethex({ plugins: [plugin], adapters: [blobs] });
    const api = player(server, 'ann');
    await api.put({ slot_name: 'a', data: noise(6_000) });
    await api.put({ slot_name: 'a', data: noise(6_000), base_revision: 1 });
    trouble.now = 'full';
    const quota = { code: 'saves.quota', data: { quota_bytes: 10_000 } };
    expect(await refusal(api.put({ slot_name: 'b', data: noise(9_000) }))).toMatchObject(quota);
    expect(await refusal(api.put({ slot_name: 'a', data: noise(20_000), base_revision: 2 }))).toMatchObject(
      quota,
    );
    trouble.now = null;
    expect(await api.put({ slot_name: 'a', data: noise(9_000), base_revision: 2 })).toMatchObject({
      revision: 3,
    });
    await server.stop();
  });
});

describe('a revision that is pruned while it is being read', () => {
  it('was never there: it is neither damaged nor an error of the server', async () => {
    const { adapter: blobs, trouble } = troubledBlobs();
    const plugin = savesPlugin({ inlineBytes: '1kb', history: 1, daily: 0 });
    const server = await startAethex({ plugins: [plugin], adapters: [blobs] });
    const api = player(server, 'ann');
    const put = (slot_name: string) => api.put({ slot_name, data: noise(4_000), overwrite: true });
    const meanwhile = (): void => void (trouble.meanwhile = () => put('a'));
    await put('a');
    meanwhile();
    expect(await refusal(api.get({ save_id: 'a', revision: 1 }))).toMatchObject({ code: 'saves.not_found' });
    meanwhile();
    expect(await refusal(api.restore({ save_id: 'a', revision: 2 }))).toMatchObject({
      code: 'saves.not_found',
    });
    meanwhile();
    expect((await api.get({ save_id: 'a' })).revision).toBe(4);
    await server.stop();
  });
});

describe('a slow blob store', () => {
  it('keeps no other writer waiting, even while a call with an Idempotency-Key holds its transaction', async () => {
    const { adapter: blobs, trouble } = troubledBlobs();
    const server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb' })], adapters: [blobs] });
    await player(server, 'ann').put({ slot_name: 'a', data: 'theirs' });
    const body = JSON.stringify({ slot_name: 'a', data: noise(4_000) });
    const late = (key: string) =>
      rest(server, 'ann', 'POST /saves/me', { headers: { 'idempotency-key': key }, body });
    expect((await late('one')).status).toBe(409);
    const others: number[] = [];
    trouble.meanwhile = async () => {
      const small = { body: JSON.stringify({ slot_name: 'b', data: 1 }) };
      others.push((await rest(server, 'bob', 'POST /saves/me', small)).status);
    };
    expect((await late('two')).status).toBe(409);
    expect(others).toEqual([201]);
    await server.stop();
  });
});

describe('a blob store that is away', () => {
  it('is an outage to try again after, never a damaged save', async () => {
    const { adapter: blobs, trouble } = troubledBlobs();
    const server = await startAethex({ plugins: [savesPlugin({ inlineBytes: '1kb' })], adapters: [blobs] });
    const api = player(server, 'ann');
    await api.put({ slot_name: 'a', data: noise(4_000) });
    trouble.now = 'away';
    const away = { code: 'server.unavailable', status: 503, retry: true };
    expect(await refusal(api.get({ save_id: 'a' }))).toMatchObject(away);
    expect(await refusal(api.put({ slot_name: 'a', data: noise(4_000), base_revision: 1 }))).toMatchObject(
      away,
    );
    await api.put({ slot_name: 'a', data: 'small', base_revision: 1 });
    expect((await api.get({ save_id: 'a' })).data).toBe('small');
    trouble.now = null;
    expect((await api.get({ save_id: 'a', revision: 1 })).revision).toBe(1);
    await server.stop();
  });
});

/** A cache that cannot be reached. */
