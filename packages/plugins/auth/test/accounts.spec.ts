import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auth } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import { call, hashesOf, password, rows, startAuth, verdictOf, verdictOn } from './fixtures.js';

const strangers = ['direct', 'rest', 'rpc'] as const;

describe('accounts', () => {
  let server: TestServer;
  let names = 0;
  const name = (): string => `player${++names}x`;
  beforeAll(async () => {
    server = await startAuth({ triesPerAccount: 1000 });
  });
  afterAll(() => server.stop());

  it.each(strangers)('are registered over %s and signed in at once', async (wire) => {
    const username = name();
    const answer = await server
      .anyone()
      [wire](auth)
      .register({ username, email: `${username}@Example.com`, password, device: { name: 'Deck' } });
    expect(answer).toMatchObject({
      expires_in: 900,
      user: { username, email: `${username}@Example.com`, display_name: username, is_guest: false },
    });
    expect(answer.refresh_token).toMatch(/^art_/);
    expect(answer.device_token).toMatch(/^adt_/);
    expect(await verdictOn(server, answer.token)).toBe('200');
  });

  it.each(strangers)('sign in over %s by email, by username, or by either', async (wire) => {
    const username = name();
    const { user_id } = await server
      .anyone()
      .rest(auth)
      .register({ username, email: `${username}@x.example`, password });
    const ways = [
      { username: username.toUpperCase() },
      { email: `${username}@X.EXAMPLE` },
      { login: ` ${username}@x.example` },
      { login: username },
    ];
    for (const way of ways)
      expect(
        await server
          .anyone()
          [wire](auth)
          .login({ ...way, password }),
      ).toMatchObject({ user_id });
  });

  it.each(wires)('read and change their profile over %s', async (wire) => {
    const ann = server.as(`profile ${wire}`)[wire](auth);
    const changes = {
      display_name: 'Ann 🎮',
      avatar_url: 'https://cdn.example/a.png',
      preferences: { volume: [0.8] },
    };
    expect(await ann.updateProfile(changes)).toMatchObject(changes);
    expect(await ann.getProfile()).toMatchObject(changes);
    expect(await ann.updateProfile({ avatar_url: null })).toMatchObject({ ...changes, avatar_url: null });
    expect(await ann.getProfile()).toMatchObject({ display_name: 'Ann 🎮', avatar_url: null });
  });

  it.each(wires)('show others their public profile over %s, and no more', async (wire) => {
    const ann = server.as(`public ${wire}`);
    await ann.rest(auth).updateProfile({ display_name: 'Shown', preferences: { secret: true } });
    const { user_id } = await ann.rest(auth).getProfile();
    const seen = await server.as('bob')[wire](auth).getPlayer({ user_id });
    expect(Object.keys(seen).toSorted()).toEqual([
      'avatar_url',
      'created_at',
      'display_name',
      'user_id',
      'username',
    ]);
    expect(seen.display_name).toBe('Shown');
    expect(await ann[wire](auth).getPlayer({ user_id: 'me' })).toMatchObject({ user_id });
  });

  it.each(wires)('that do not exist are not found over %s', async (wire) => {
    const bob = server.as('bob')[wire](auth);
    for (const user_id of ['nobody', '01890a5d-ac96-774b-bcce-b302099a8057'])
      await expect(bob.getPlayer({ user_id })).rejects.toMatchObject({ code: 'auth.not_found' });
  });

  it('say which of email and username is taken', async () => {
    const username = name();
    const register = (input: object) => call(server, 'POST /auth/register', { password, ...input });
    await register({ username, email: `${username}@x.example` });
    const again = await register({ username: username.toUpperCase() });
    expect([again.status, again.body.error]).toMatchObject([
      409,
      { code: 'auth.taken', data: { field: 'username' } },
    ]);
    const mail = await register({ username: name(), email: `${username}@X.example` });
    expect(mail.body.error).toMatchObject({ code: 'auth.taken', data: { field: 'email' } });
  });

  it('are not given a name that looks like another one', async () => {
    const register = (username: string) =>
      verdictOf(call(server, 'POST /auth/register', { username, password }));
    expect(await register('paypal')).toBe('201');
    for (const username of ['раураl', 'pаypal', 'paypaI', 'ＰａｙＰａｌ'])
      expect(await register(username)).toBe('409 auth.taken');
  });

  it('of many that ask for one name at once, one gets it', async () => {
    const username = name();
    const asked = Array.from({ length: 12 }, (_, index) =>
      verdictOf(
        call(server, 'POST /auth/register', { username, email: `${username}${index}@x.example`, password }),
      ),
    );
    const verdicts = await Promise.all(asked);
    expect(verdicts.filter((verdict) => verdict === '201')).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === '409 auth.taken')).toHaveLength(11);
    expect(await rows(server, `SELECT id FROM auth_accounts WHERE username = '${username}'`)).toHaveLength(1);
  });

  it('cost no password hash when their name is taken', async () => {
    const taken = { username: name(), email: `${name()}@x.example`, password };
    await call(server, 'POST /auth/register', taken);
    const others = [
      { username: taken.username.toUpperCase(), password },
      { username: taken.username.replace('l', '1'), password },
      { email: taken.email, password },
    ];
    const hashes = await hashesOf(server, async () => {
      for (const body of others)
        expect(await verdictOf(call(server, 'POST /auth/register', body))).toBe('409 auth.taken');
    });
    expect(hashes).toBe(0);
  });

  it('say when their player signed in last, at once', async () => {
    const username = name();
    const { body } = await call(server, 'POST /auth/register', { username, password });
    const profile = async () => (await call(server, 'GET /auth/profile', undefined, body.token)).body;
    expect(await profile()).toMatchObject({ last_login_at: '2026-01-01T00:00:00.000Z' });
    server.clock?.advance(60_000);
    await call(server, 'POST /auth/login', { username, password });
    expect(await profile()).toMatchObject({ last_login_at: '2026-01-01T00:01:00.000Z' });
  });

  it('leave nothing of a refused registration behind', async () => {
    const [first, second] = [name(), name()];
    await call(server, 'POST /auth/register', { username: first, password });
    const body = { username: first, email: `${second}@x.example`, password };
    expect(await verdictOf(call(server, 'POST /auth/register', body))).toBe('409 auth.taken');
    const free = { username: second, email: `${second}@x.example`, password };
    expect(await verdictOf(call(server, 'POST /auth/register', free))).toBe('201');
  });

  it('never show an email in a name nobody chose', async () => {
    const { body } = await call(server, 'POST /auth/register', {
      email: 'secret.person@x.example',
      password,
    });
    expect(JSON.stringify(body.user.display_name)).not.toContain('secret');
  });

  it('are refused with names that cannot be used', async () => {
    const register = async (input: object) =>
      (await call(server, 'POST /auth/register', { password, ...input })).body.error;
    expect(await register({ email: 'nonsense' })).toMatchObject({
      code: 'auth.identity_invalid',
      data: { field: 'email', reason: 'malformed' },
    });
    expect(await register({ username: 'a b' })).toMatchObject({
      data: { field: 'username', reason: 'characters' },
    });
    expect(await register({ username: 'ab' })).toMatchObject({
      data: { field: 'username', reason: 'length' },
    });
    expect(await register({})).toMatchObject({ code: 'request.invalid', data: { field: 'email' } });
  });

  it('answer a repeated registration with the same key once', async () => {
    const body = { username: name(), password };
    const headers = { 'idempotency-key': `key-${body.username}` };
    const [one, other] = [
      await call(server, 'POST /auth/register', body, undefined, headers),
      await call(server, 'POST /auth/register', body, undefined, headers),
    ];
    expect(one.status).toBe(201);
    expect(other.body).toEqual(one.body);
  });
});
