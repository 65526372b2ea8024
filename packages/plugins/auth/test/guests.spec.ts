import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auth } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import { Suspension } from '../src/index.js';
import { call, hashesOf, password, rows, startAuth, verdictOf } from './fixtures.js';

const strangers = ['direct', 'rest', 'rpc'] as const;

describe('guests', () => {
  let server: TestServer;
  let names = 0;
  const name = (): string => `player${++names}x`;
  beforeAll(async () => {
    server = await startAuth({ triesPerAccount: 1000 });
  });
  afterAll(() => server.stop());

  const guest = (input: object = {}) => call(server, 'POST /auth/guest', input);

  it('need nothing, and are told their secret once', async () => {
    const first = await guest();
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      created: true,
      user: { is_guest: true, username: null, email: null },
    });
    const secret = first.body.device_secret;
    expect(Buffer.from(secret.slice(4), 'base64url')).toHaveLength(32);
    const again = await guest({ device_secret: secret });
    expect([again.status, again.body]).toMatchObject([
      200,
      { created: false, device_secret: null, user_id: first.body.user_id },
    ]);
  });

  it.each(strangers)('come over %s', async (wire) => {
    const answer = await server.anyone()[wire](auth).guest({ display_name: 'Ghost' });
    expect(answer).toMatchObject({ created: true, user: { display_name: 'Ghost', is_guest: true } });
  });

  it('have a secret that is stored as a hash only', async () => {
    const secret = (await guest()).body.device_secret;
    const all = await rows(server, 'SELECT * FROM auth_identities');
    expect(JSON.stringify(all)).not.toContain(secret);
  });

  it('are one guest, however many calls come with a new secret at once', async () => {
    const device_secret = 'abcdefghijklmnopqrstuvwxyz012345';
    const answers = await Promise.all(Array.from({ length: 10 }, () => guest({ device_secret })));
    expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const orphans = `SELECT id FROM auth_accounts WHERE id NOT IN (SELECT player_id FROM auth_identities)`;
    expect(await rows(server, orphans)).toHaveLength(0);
  });

  it('are refused a secret that could be guessed', async () => {
    expect(await verdictOf(guest({ device_secret: 'short' }))).toBe('400 request.invalid');
  });

  it.each(wires)('become full accounts over %s and stay the same player', async (wire) => {
    const caller = server.as(`guest ${wire}`);
    const before = await caller.rest(auth).updateProfile({ preferences: { level: 7 } });
    const username = name();
    const after = await caller[wire](auth).upgrade({ username, email: `${username}@x.example`, password });
    expect(after).toMatchObject({
      user_id: before.user_id,
      is_guest: false,
      username,
      preferences: { level: 7 },
    });
    expect(await caller.rest(auth).getProfile()).toEqual(after);
    expect(await server.anyone().rest(auth).login({ username, password })).toMatchObject({
      user_id: before.user_id,
    });
    await expect(caller[wire](auth).upgrade({ username: name(), password })).rejects.toMatchObject({
      code: 'auth.already_linked',
    });
  });

  it('are told to sign in with the password once they are full accounts', async () => {
    const first = await guest();
    const [secret, token] = [first.body.device_secret, first.body.token];
    await call(server, 'POST /auth/upgrade', { username: name(), password }, token);
    expect(await verdictOf(guest({ device_secret: secret }))).toBe('409 auth.already_linked');
  });

  it('of two upgrades at once have one, and the name of the other stays free', async () => {
    const [one, other] = [name(), name()];
    const token = (await guest()).body.token;
    const upgrade = (username: string, as = token) =>
      verdictOf(call(server, 'POST /auth/upgrade', { username, password }, as));
    const verdicts = await Promise.all([upgrade(one), upgrade(other)]);
    expect(verdicts.toSorted()).toEqual(['200', '409 auth.already_linked']);
    const free = verdicts[0] === '200' ? other : one;
    expect(await hashesOf(server, () => upgrade(free))).toBe(0);
    expect(await upgrade(free, (await guest()).body.token)).toBe('200');
  });

  it('are told that they are suspended', async () => {
    const { body } = await guest();
    await server.get(Suspension).suspend(body.user_id);
    expect(await verdictOf(guest({ device_secret: body.device_secret }))).toBe('403 auth.suspended');
    await server.get(Suspension).restore(body.user_id);
    expect(await verdictOf(guest({ device_secret: body.device_secret }))).toBe('200');
  });

  it('cannot take over an account by its name', async () => {
    const username = name();
    await call(server, 'POST /auth/register', { username, email: `${username}@x.example`, password });
    const token = (await guest()).body.token;
    const upgrade = (input: object) =>
      verdictOf(call(server, 'POST /auth/upgrade', { password, ...input }, token));
    expect(await upgrade({ username: username.toUpperCase() })).toBe('409 auth.taken');
    expect(await upgrade({ email: `${username}@x.example` })).toBe('409 auth.taken');
    expect(await upgrade({ username: name() })).toBe('200');
  });

  it('of two that ask for one name at once, one gets it and the other stays a guest', async () => {
    const username = name();
    const guests = await Promise.all([guest(), guest()]);
    const tokens = guests.map(({ body }) => body.token);
    const verdicts = await Promise.all(
      tokens.map((token) => verdictOf(call(server, 'POST /auth/upgrade', { username, password }, token))),
    );
    expect(verdicts.toSorted()).toEqual(['200', '409 auth.taken']);
    const profiles = await Promise.all(
      tokens.map((token) => call(server, 'GET /auth/profile', undefined, token)),
    );
    expect(profiles.map(({ body }) => body.is_guest).filter(Boolean)).toHaveLength(1);
  });
});
