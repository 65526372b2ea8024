import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultProxy } from './fault-proxy.js';
import { AethexClientError, createClient, memoryStorage } from '../src/index.js';
import { clientOf, closeClients, dataOf, guestOf, password, startServer, watchedFetch } from './fixtures.js';

describe('accounts', () => {
  let server: TestServer;
  let last = 0;
  const newName = (): string => `player${(last += 1)}`;
  beforeAll(async () => {
    server = await startServer();
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  it('registers and signs in, with the user beside the data', async () => {
    const client = clientOf(server.url);
    const username = newName();
    const result = await client.auth.register({ username, password });
    expect(result).toMatchObject({
      success: true,
      data: { token: expect.any(String), expires_in: 900 },
      user: { username },
    });
    expect(client.auth.player).toMatchObject({ username, is_guest: false });
  });

  it('logs in by username, and says why it cannot', async () => {
    const username = newName();
    await dataOf(clientOf(server.url).auth.register({ username, password }));
    const client = clientOf(server.url);
    const wrong = await client.auth.login({ username, password: 'not the password' });
    expect(wrong).toEqual({
      success: false,
      error: {
        code: 'auth.invalid_credentials',
        kind: 'unauthenticated',
        message: expect.stringMatching(/do not match/),
        retry: false,
        requestId: expect.stringMatching(/.+/),
      },
    });
    expect(client.auth.player).toBeNull();
    const right = await client.auth.login({ login: username, password });
    expect(right.success && right.user.username).toBe(username);
  });

  it('keeps the session in the storage, so that it survives a restart of the game', async () => {
    const storage = memoryStorage();
    const before = await guestOf(server.url, { storage });
    before.close();
    const after = clientOf(server.url, { storage });
    expect(after.auth.player).toEqual(before.auth.player);
    expect(await dataOf(after.auth.getProfile())).toMatchObject({ user_id: before.auth.player?.user_id });
  });

  it('waits for a storage that answers later', async () => {
    const memory = memoryStorage();
    const storage = {
      get: async (key: string) => memory.get(key),
      set: async (key: string, text: string) => memory.set(key, text),
      delete: async (key: string) => memory.delete(key),
      keys: async (prefix: string) => memory.keys(prefix),
    };
    const before = await guestOf(server.url, { storage });
    const after = clientOf(server.url, { storage });
    expect(await after.auth.ready()).toEqual(before.auth.player);
  });

  it('is the same guest again on the same device, and lets no other in', async () => {
    const storage = memoryStorage();
    const client = await guestOf(server.url, { storage });
    const first = client.auth.player?.user_id;
    await dataOf(client.auth.logout());
    expect(client.auth.player).toBeNull();
    expect((await dataOf(client.auth.guest())).user_id).toBe(first);
    expect((await guestOf(server.url)).auth.player?.user_id).not.toBe(first);
  });

  it('turns a guest into a full account with everything it has', async () => {
    const client = await guestOf(server.url);
    const id = client.auth.player?.user_id;
    await dataOf(client.saves.save('slot1', { level: 5 }));
    const username = newName();
    const upgraded = await client.auth.upgrade({ username, password });
    expect(upgraded).toMatchObject({ success: true, user: { user_id: id, username, is_guest: false } });
    expect(client.auth.player).toMatchObject({ username });
    const elsewhere = clientOf(server.url);
    await dataOf(elsewhere.auth.login({ username, password }));
    expect(await dataOf(elsewhere.saves.load('slot1'))).toEqual({ level: 5 });
    await dataOf(client.auth.logout());
    expect((await dataOf(client.auth.guest())).user_id).not.toBe(id);
  });

  it('reads and changes the own profile, and shows the public one of others', async () => {
    const ann = await guestOf(server.url);
    const bob = await guestOf(server.url);
    await dataOf(ann.auth.updateProfile({ display_name: 'Ann', preferences: { volume: 0.8 } }));
    expect(ann.auth.player).toMatchObject({ display_name: 'Ann', preferences: { volume: 0.8 } });
    const shown = await dataOf(bob.auth.getPlayer(ann.auth.player?.user_id ?? ''));
    expect(shown).toMatchObject({ display_name: 'Ann' });
    expect(shown).not.toHaveProperty('preferences');
  });

  it('lists sessions with the name of the device, and ends one', async () => {
    const username = newName();
    const home = clientOf(server.url, { deviceName: 'Deck', gameVersion: '1.2.3' });
    await dataOf(home.auth.register({ username, password }));
    const phone = clientOf(server.url, { deviceName: 'Phone' });
    await dataOf(phone.auth.login({ username, password }));
    const sessions = await dataOf(home.auth.listSessions());
    expect(sessions.map(({ device }) => device)).toEqual(
      expect.arrayContaining([{ name: 'Deck', game_version: '1.2.3' }, { name: 'Phone' }]),
    );
    const other = sessions.find(({ current }) => !current);
    await dataOf(home.auth.revokeSession(other?.session_id ?? ''));
    const told: unknown[] = [];
    phone.auth.onChange((player, why) => told.push([player, why]));
    expect(await phone.auth.getProfile()).toMatchObject({ error: { code: 'auth.session_revoked' } });
    expect(told).toEqual([[null, 'revoked']]);
    expect(phone.auth.player).toBeNull();
  });

  it('changes the password, which ends every other session', async () => {
    const username = newName();
    const [home, phone] = [clientOf(server.url), clientOf(server.url)];
    await dataOf(home.auth.register({ username, password }));
    await dataOf(phone.auth.login({ username, password }));
    const changed = { current_password: password, new_password: 'staple gun sunday' };
    expect(await dataOf(home.auth.changePassword(changed))).toBeNull();
    expect((await home.auth.getProfile()).success).toBe(true);
    expect((await phone.auth.getProfile()).success).toBe(false);
  });

  it('logs out everywhere', async () => {
    const username = newName();
    const [home, phone] = [clientOf(server.url), clientOf(server.url)];
    await dataOf(home.auth.register({ username, password }));
    await dataOf(phone.auth.login({ username, password }));
    await dataOf(home.auth.logoutEverywhere());
    expect(home.auth.player).toBeNull();
    expect((await phone.auth.getProfile()).error?.code).toBe('auth.session_revoked');
  });

  it('signs out here even when the server cannot hear it, and says so', async () => {
    const proxy = await FaultProxy.to(server.url);
    const client = await guestOf(proxy.url);
    await proxy.down();
    expect((await client.auth.logoutEverywhere()).error?.code).toBe('client.offline');
    expect(client.auth.player).not.toBeNull();
    expect((await client.auth.logout()).error?.code).toBe('client.offline');
    expect(client.auth.player).toBeNull();
  });

  it('tells of every change of the player', async () => {
    const client = clientOf(server.url);
    const told: string[] = [];
    const undo = client.auth.onChange((player, why) => told.push(`${why} ${player?.display_name ?? '-'}`));
    await dataOf(client.auth.guest({ display_name: 'Cid' }));
    await dataOf(client.auth.updateProfile({ display_name: 'Dora' }));
    await dataOf(client.auth.logout());
    undo();
    await dataOf(client.auth.guest());
    expect(told).toEqual(['signed_in Cid', 'updated Dora', 'signed_out -']);
  });

  it('answers plainly when nobody is signed in', async () => {
    const client = clientOf(server.url);
    expect((await client.auth.getProfile()).error).toMatchObject({
      code: 'request.unauthenticated',
      kind: 'unauthenticated',
    });
    expect((await client.saves.save('slot1', 1)).error?.code).toBe('client.not_signed_in');
  });

  it('throws what went wrong when it is asked to', async () => {
    const client = createClient({ url: server.url, storage: memoryStorage(), throwOnError: true });
    const { user } = await client.auth.guest();
    expect(user.is_guest).toBe(true);
    const thrown = await client.auth.upgrade({ username: 'x', password }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(AethexClientError);
    expect(thrown).toMatchObject({
      name: 'AethexClientError',
      code: 'auth.identity_invalid',
      kind: 'invalid',
      data: { field: 'username' },
      requestId: expect.stringMatching(/.+/),
    });
    client.close();
  });

  it('sends no token where none is asked for', async () => {
    const { calls, fetch } = watchedFetch();
    const headers: Record<string, string>[] = [];
    const client = clientOf(server.url, {
      fetch: (url, init) => {
        headers.push(init.headers);
        return fetch(url, init);
      },
    });
    await dataOf(client.auth.guest());
    await dataOf(client.auth.guest());
    expect(calls.map(({ method }) => method)).toEqual(['auth.guest', 'auth.guest']);
    expect(headers.every((sent) => !('authorization' in sent))).toBe(true);
  });
});
