import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Jobs, PluginHost } from '@aethex/core';
import { auth } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { call, password, rows, startAuth, verdictOf, verdictOn } from './fixtures.js';

const day = 86_400_000;

function privacyOf(server: TestServer) {
  const [privacy] = server.get(PluginHost).privacy();
  if (!privacy) throw new Error('Nobody answers for the data of players.');
  return privacy;
}

describe('what is kept', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAuth({ maxDevices: 3 });
  });
  afterAll(() => server.stop());

  const count = async (table: string, where = '1 = 1'): Promise<number> =>
    Number((await rows(server, `SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`))[0]?.['n']);
  const prune = async (): Promise<void> => {
    await server.get(Jobs).add({ name: 'auth.prune' });
    await server.flushJobs();
  };
  /** Lets so much time pass after a write that what is read next is cached. */
  const letCache = async (): Promise<void> => server.clock?.advance(31_000);
  const guest = async () => (await call(server, 'POST /auth/guest', {})).body;
  const refresh = (refresh_token: unknown) => call(server, 'POST /auth/refresh', { refresh_token });

  it('of an ended session goes after a week, its spent tokens with it', async () => {
    const one = await guest();
    const { body } = await refresh(one.refresh_token);
    await call(server, 'POST /auth/logout', {}, body.token);
    const mine = `player_id = '${one.user_id}'`;
    server.clock?.advance(7 * day);
    await prune();
    expect([await count('auth_sessions', mine), await count('auth_spent_tokens')]).toEqual([1, 1]);
    server.clock?.advance(1);
    await prune();
    expect([await count('auth_sessions', mine), await count('auth_spent_tokens')]).toEqual([0, 0]);
    expect(await count('auth_endings')).toBe(0);
    expect(await count('auth_accounts', `id = '${one.user_id}'`)).toBe(1);
  });

  it('of a session in use stays, its spent tokens with it', async () => {
    const one = await guest();
    let token: unknown = one.refresh_token;
    for (let month = 0; month < 4; month += 1) {
      token = (await refresh(token)).body.refresh_token;
      server.clock?.advance(28 * day);
      await prune();
    }
    const session = `session_id IN (SELECT id FROM auth_sessions WHERE player_id = '${one.user_id}')`;
    expect(await count('auth_spent_tokens', session)).toBe(4);
    expect(await verdictOf(refresh(token))).toBe('200');
  });

  it('of a session that nobody refreshed goes a week after its end', async () => {
    const one = await guest();
    server.clock?.advance(37 * day + 1);
    await prune();
    expect(await count('auth_sessions', `player_id = '${one.user_id}'`)).toBe(0);
  });

  it('of a device goes when it is not used for 90 days, or when too many others come', async () => {
    await call(server, 'POST /auth/register', { username: 'collector', password });
    const mine = `player_id = (SELECT id FROM auth_accounts WHERE username = 'collector')`;
    const login = () => call(server, 'POST /auth/login', { username: 'collector', password });
    for (let times = 0; times < 5; times += 1) {
      server.clock?.advance(1000);
      await login();
    }
    expect(await count('auth_devices', mine)).toBe(3);
    server.clock?.advance(90 * day + 1);
    await prune();
    expect(await count('auth_devices', mine)).toBe(0);
  });

  it('can be exported, without a hash of anything', async () => {
    const { body } = await call(server, 'POST /auth/register', {
      username: 'exported',
      email: 'exported@x.example',
      password,
      device: { name: 'Deck' },
    });
    const { hooks } = privacyOf(server);
    const exported = await hooks.export({ gameId: 'default', playerId: body.user_id });
    expect(exported).toMatchObject({
      account: { username: 'exported', email: 'exported@x.example' },
      sessions: [{ device: { name: 'Deck' }, network: '127.0.0.0/24', game_id: 'default' }],
      devices: [{ created_at: expect.any(Date) }],
    });
    expect(JSON.stringify(exported)).not.toMatch(/hash|argon2|salt/i);
    expect(await hooks.export({ gameId: 'default', playerId: 'nobody' })).toBeNull();
  });

  it('goes with an erasure: the account, its names, its sessions; tokens and sockets end', async () => {
    const register = () =>
      call(server, 'POST /auth/register', { username: 'erased', email: 'erased@x.example', password });
    const { body } = await register();
    const socket = await server.rawSocket();
    await socket.signIn(body.token);
    const other = server.as('somebody else').rest(auth);
    await letCache();
    await other.getPlayer({ user_id: body.user_id });
    expect(await other.getPlayer({ user_id: body.user_id })).toMatchObject({ username: 'erased' });
    const { hooks } = privacyOf(server);
    await hooks.erase({ gameId: 'default', playerId: body.user_id });
    await hooks.erase({ gameId: 'default', playerId: body.user_id });
    expect((await socket.closed).code).toBe(4503);
    expect(await verdictOn(server, body.token)).toBe('401 auth.session_revoked');
    expect(await verdictOf(refresh(body.refresh_token))).toBe('401 auth.refresh_invalid');
    await expect(other.getPlayer({ user_id: body.user_id })).rejects.toMatchObject({
      code: 'auth.not_found',
    });
    expect((await register()).status).toBe(201);
  });

  it('is read fresh by whoever has just written it', async () => {
    const ann = server.as('reader').rest(auth);
    await ann.getProfile();
    for (let round = 0; round < 20; round += 1) {
      await letCache();
      await ann.getProfile();
      await ann.updateProfile({ display_name: `Ann ${round}` });
      expect((await ann.getProfile()).display_name).toBe(`Ann ${round}`);
    }
  });

  it('is never a picture that a browser could be tricked with', async () => {
    const ann = server.as('painter').rest(auth);
    for (const avatar_url of [
      'javascript:alert(1)',
      'http://x.example/a.png',
      'data:image/png;base64,AA',
      '//x.example',
      'https://x.example/\u0000',
      'https://x.example/a b',
      'https://x.example/\ud800',
    ])
      await expect(ann.updateProfile({ avatar_url })).rejects.toMatchObject({ code: 'request.invalid' });
    for (const preferences of ['x'.repeat(16_400), '\u0000'])
      await expect(ann.updateProfile({ preferences })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
