import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestServer } from '@aethex/testing';
import { call, hashesOf, password, sql, startAuth, verdictOf, type Answer } from './fixtures.js';

describe('a refused sign-in', () => {
  let server: TestServer;
  const login = (input: object): Promise<Answer> => call(server, 'POST /auth/login', input);
  beforeEach(async () => {
    if (server) return;
    server = await startAuth({ triesPerAccount: 1000 });
    for (const name of ['wrong-one', 'suspended', 'without-password', 'other-hash', 'unverified', 'deleted'])
      await call(server, 'POST /auth/register', { username: name, password });
    await sql(server, "UPDATE auth_accounts SET is_active = FALSE WHERE username = 'suspended'");
    await sql(server, "UPDATE auth_accounts SET password_hash = NULL WHERE username = 'without-password'");
    await sql(server, "UPDATE auth_accounts SET password_hash = 'md5:x' WHERE username = 'other-hash'");
    await sql(server, "DELETE FROM auth_accounts WHERE username = 'deleted'");
  });
  afterAll(() => server.stop());

  const wrongs: [string, object][] = [
    ['the password is wrong', { username: 'wrong-one' }],
    ['there is no such account', { username: 'nobody-at-all' }],
    ['there is no such email', { email: 'nobody@x.example' }],
    ['the name cannot be one', { username: '!' }],
    ['the email cannot be one', { email: 'nonsense' }],
    ['the account is suspended', { username: 'suspended' }],
    ['the account is not verified', { username: 'unverified' }],
    ['the account was deleted', { username: 'deleted' }],
    ['the account has no password', { username: 'without-password' }],
    ['the account has a hash of another make', { username: 'other-hash' }],
    ['the password is too long to be right', { username: 'wrong-one', password: 'x'.repeat(4096) }],
    ['the password is empty', { username: 'wrong-one', password: '' }],
  ];

  it.each(wrongs)('costs exactly one password hash when %s', async (_, input) => {
    expect(await hashesOf(server, () => login({ password: 'not the password', ...input }))).toBe(1);
  });

  it('looks the same whatever the reason', async () => {
    const looks = new Set<string>();
    for (const [, input] of wrongs) {
      const { status, headers, body } = await login({ password: 'not the password', ...input });
      const plain = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
      looks.add(JSON.stringify([status, plain, { ...body.error, request_id: '' }]));
    }
    expect([...looks]).toHaveLength(1);
    expect([...looks][0]).toContain('auth.invalid_credentials');
  });

  it('says that the account is suspended to nobody but whoever knows the password', async () => {
    expect(await verdictOf(login({ username: 'suspended', password }))).toBe('403 auth.suspended');
  });

  it('opens nothing for an account without a password', async () => {
    for (const typed of ['', 'null', password])
      expect(await verdictOf(login({ username: 'without-password', password: typed }))).toBe(
        '401 auth.invalid_credentials',
      );
  });

  it('takes one of email, username and login, not several and not none', async () => {
    expect(await verdictOf(login({ password }))).toBe('400 request.invalid');
    expect(await verdictOf(login({ username: 'a', login: 'a', password }))).toBe('400 request.invalid');
    expect(await verdictOf(login({ username: ['suspended'], password }))).toBe('400 request.invalid');
    expect(await verdictOf(login({ username: 'suspended', password, is_admin: true }))).toBe(
      '400 request.unknown_field',
    );
  });

  it('refuses a body that names the password twice', async () => {
    const response = await fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"username":"suspended","password":"x","password":"${password}"}`,
    });
    expect(await response.json()).toMatchObject({ error: { code: 'request.duplicate_key' } });
  });
});
