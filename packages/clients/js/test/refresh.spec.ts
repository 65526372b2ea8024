import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryStorage, type Client, type ClientStorage } from '../src/index.js';
import { FaultProxy } from './fault-proxy.js';
import {
  clientOf,
  closeClients,
  countOf,
  dataOf,
  guestOf,
  password,
  startServer,
  until,
  watchedFetch,
} from './fixtures.js';

const minute = 60_000;

/** Another view of a storage, as another process has it: nothing but the texts is shared, and nobody tells of changes. */
function viewOf(storage: ClientStorage): ClientStorage {
  return {
    get: async (key) => storage.get(key),
    set: async (key, text) => storage.set(key, text),
    delete: async (key) => storage.delete(key),
    keys: async (prefix) => storage.keys(prefix),
  };
}

describe('the session', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  const profiles = (...clients: Client[]): Promise<unknown[]> =>
    Promise.all(
      clients.flatMap((client) => Array.from({ length: 10 }, () => dataOf(client.auth.getProfile()))),
    );

  it('is refreshed once by many calls at once, before it expires', async () => {
    const { calls, fetch } = watchedFetch();
    let ahead = 0;
    const client = await guestOf(server.url, { fetch, now: () => Date.now() + ahead });
    ahead = 14.5 * minute;
    await profiles(client);
    expect(countOf(calls, 'auth.refresh')).toBe(1);
    await profiles(client);
    expect(countOf(calls, 'auth.refresh')).toBe(1);
  });

  it('is refreshed once by two tabs that share a storage', async () => {
    const { calls, fetch } = watchedFetch();
    let ahead = 0;
    const shared = { storage: memoryStorage(), fetch, now: () => Date.now() + ahead };
    const one = await guestOf(server.url, shared);
    const other = clientOf(server.url, shared);
    const told: unknown[] = [];
    other.auth.onChange((_player, why) => told.push(why));
    ahead = 14.5 * minute;
    await profiles(one, other);
    expect(countOf(calls, 'auth.refresh')).toBe(1);
    expect(told).toEqual(['refreshed']);
  });

  it('is refreshed once by two programs that share nothing but the texts of a storage', async () => {
    const { calls, fetch } = watchedFetch();
    let ahead = 0;
    const texts = memoryStorage();
    const about = { fetch, now: () => Date.now() + ahead };
    const one = await guestOf(server.url, { ...about, storage: viewOf(texts) });
    const other = clientOf(server.url, { ...about, storage: viewOf(texts) });
    ahead = 14.5 * minute;
    await profiles(one, other);
    expect(countOf(calls, 'auth.refresh')).toBe(1);
  });

  it('survives that the answer of a refresh gets lost', async () => {
    const proxy = await FaultProxy.to(server.url);
    let ahead = 0;
    const client = await guestOf(proxy.url, { now: () => Date.now() + ahead });
    ahead = 14.5 * minute;
    proxy.faults.push('lose', 'cut');
    expect((await client.auth.getProfile()).success).toBe(true);
    ahead = 29 * minute;
    expect((await client.auth.getProfile()).success).toBe(true);
    await proxy.down();
  });

  it('goes on with the old token while the refresh has to wait', async () => {
    let ahead = 0;
    const isRefresh = (body: unknown): boolean => String(body).includes('auth.refresh');
    const client = await guestOf(server.url, {
      now: () => Date.now() + ahead,
      fetch: (url, init) =>
        isRefresh(init.body) ? Promise.reject(new TypeError('no network')) : fetch(url, init),
    });
    ahead = 14.5 * minute;
    expect((await client.auth.getProfile()).success).toBe(true);
    ahead = 16 * minute;
    expect((await client.auth.getProfile()).error?.code).toBe('client.offline');
    expect(client.auth.player).not.toBeNull();
  });

  it('tells other tabs of a sign-in and of a sign-out', async () => {
    const storage = memoryStorage();
    const [one, other] = [clientOf(server.url, { storage }), clientOf(server.url, { storage })];
    const told: string[] = [];
    other.auth.onChange((player, why) => told.push(`${why} ${player ? 'somebody' : 'nobody'}`));
    await dataOf(one.auth.guest());
    expect(other.auth.player).toEqual(one.auth.player);
    await dataOf(one.auth.logout());
    expect(told).toEqual(['signed_in somebody', 'signed_out nobody']);
  });

  it('ends in every tab when the server has ended it', async () => {
    const storage = memoryStorage();
    const one = await guestOf(server.url, { storage });
    const other = clientOf(server.url, { storage });
    const told: unknown[] = [];
    for (const client of [one, other]) client.auth.onChange((player, why) => told.push([player, why]));
    const [session] = await dataOf(one.auth.listSessions());
    await dataOf(one.auth.revokeSession(session!.session_id));
    expect((await other.auth.getProfile()).error?.code).toBe('auth.session_revoked');
    expect(told).toEqual([
      [null, 'revoked'],
      [null, 'revoked'],
    ]);
  });

  it('ends when its refresh token is good for nothing any more', async () => {
    const storage = memoryStorage();
    let ahead = 0;
    const client = await guestOf(server.url, { storage, now: () => Date.now() + ahead });
    const [key = ''] = (await storage.keys('')).filter((name) => name.endsWith(':session'));
    const session = JSON.parse((await storage.get(key))!) as { refresh_token: string };
    await storage.set(key, JSON.stringify({ ...session, refresh_token: `art_${'x'.repeat(43)}` }));
    ahead = 14.5 * minute;
    const told: unknown[] = [];
    client.auth.onChange((_player, why) => told.push(why));
    expect((await client.auth.getProfile()).error).toMatchObject({
      code: 'auth.refresh_invalid',
      kind: 'unauthenticated',
    });
    expect(told).toEqual(['revoked']);
    expect(clientOf(server.url, { storage }).auth.player).toBeNull();
  });

  it('is not brought back by a refresh that was on its way when the player signed out', async () => {
    const proxy = await FaultProxy.to(server.url);
    let ahead = 0;
    const client = await guestOf(proxy.url, { now: () => Date.now() + ahead });
    const told: unknown[] = [];
    client.auth.onChange((_player, why) => told.push(why));
    ahead = 14.5 * minute;
    proxy.faults.push(300);
    const late = client.auth.getProfile();
    await until(() => proxy.faults.length === 0);
    await dataOf(client.auth.logout());
    expect((await late).success).toBe(false);
    expect(told).toEqual(['signed_out']);
    await proxy.down();
  });

  it('is not taken over by a refresh that was on its way when somebody else signed in', async () => {
    const proxy = await FaultProxy.to(server.url);
    let ahead = 0;
    const client = await guestOf(proxy.url, { now: () => Date.now() + ahead });
    ahead = 14.5 * minute;
    proxy.faults.push(500);
    const late = client.auth.getProfile();
    await until(() => proxy.faults.length === 0);
    await dataOf(client.auth.register({ username: 'somebodyelse', password }));
    await late;
    expect((await dataOf(client.auth.getProfile())).username).toBe('somebodyelse');
    await proxy.down();
  });

  it('keeps working in memory when the storage is full', async () => {
    const memory = memoryStorage();
    const full = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    let ahead = 0;
    const client = await guestOf(server.url, {
      storage: { ...memory, set: full },
      now: () => Date.now() + ahead,
    });
    expect((await client.auth.getProfile()).success).toBe(true);
    ahead = 14.5 * minute;
    expect((await client.auth.getProfile()).success).toBe(true);
  });
});

describe('a token the server finds expired', () => {
  it('is refreshed and the call made again, whatever the clock of this device says', async () => {
    const server = await startServer({ realClock: false });
    const { calls, fetch } = watchedFetch();
    const client = await guestOf(server.url, { fetch });
    server.clock!.advance(16 * minute);
    await Promise.all(Array.from({ length: 5 }, () => dataOf(client.auth.getProfile())));
    expect(countOf(calls, 'auth.refresh')).toBe(1);
    closeClients();
    await server.stop();
  });
});
