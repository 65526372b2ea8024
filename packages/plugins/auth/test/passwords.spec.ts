import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestServer } from '@aethex/testing';
import { call, hashesOf, password, rows, sql, startAuth, verdictOf } from './fixtures.js';

describe('passwords', () => {
  let server: TestServer;
  let names = 0;
  const name = (): string => `player${++names}x`;
  beforeAll(async () => {
    server = await startAuth({ triesPerAccount: 1000 });
  });
  afterAll(() => server.stop());

  describe('that are new', () => {
    const weakness = async (input: object) =>
      (await call(server, 'POST /auth/register', { username: name(), ...input })).body.error?.data;

    it('are refused when they are too short, too long, too common, or a name of the account', async () => {
      expect(await weakness({ password: 'seven 7' })).toEqual({ field: 'password', reason: 'too_short' });
      expect(await weakness({ password: 'x'.repeat(1025) })).toEqual({
        field: 'password',
        reason: 'too_long',
      });
      expect(await weakness({ password: 'Password1' })).toEqual({ field: 'password', reason: 'too_common' });
      expect(await weakness({ username: 'annabelle', password: 'AnnaBelle' })).toEqual({
        field: 'password',
        reason: 'own_name',
      });
    });

    it('cost no hash when they are refused', async () => {
      expect(await hashesOf(server, () => weakness({ password: 'x'.repeat(4000) }))).toBe(0);
    });

    it.each([
      ['128 characters', 'aB3 '.repeat(32)],
      ['1 KiB', 'y'.repeat(1024)],
      ['emoji', '👩‍👩‍👧‍👦 plays 🎮 all night'],
      ['another script', 'пароль для игры'],
      ['a NUL inside', 'before\u0000after it'],
    ])('may have %s, and nothing of them is cut off', async (_, long) => {
      const username = name();
      const login = (typed: string) =>
        verdictOf(call(server, 'POST /auth/login', { username, password: typed }));
      await call(server, 'POST /auth/register', { username, password: long });
      expect(await login(long)).toBe('200');
      expect(await login(`${long.slice(0, -1)}!`)).toBe('401 auth.invalid_credentials');
      expect(await login([...long].slice(0, -1).join(''))).toBe('401 auth.invalid_credentials');
    });

    it('are the same from every keyboard', async () => {
      const username = name();
      await call(server, 'POST /auth/register', { username, password: 'cafe\u0301 au lait' });
      const typed = { username, password: 'caf\u00e9\u00a0au lait' };
      expect(await verdictOf(call(server, 'POST /auth/login', typed))).toBe('200');
    });

    it('are stored as argon2id of at least 19 MiB and two passes', async () => {
      const username = name();
      await call(server, 'POST /auth/register', { username, password });
      const [row] = await rows(
        server,
        `SELECT password_hash FROM auth_accounts WHERE username = '${username}'`,
      );
      expect(row?.['password_hash']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    });
  });

  describe('that come from elsewhere with bcrypt hashes', () => {
    const imported = async (plain: string): Promise<{ username: string; hash: () => Promise<string> }> => {
      const username = name();
      await call(server, 'POST /auth/register', { username, password });
      const { hash } = await import('@node-rs/bcrypt');
      const bcrypt = await hash(plain, { cost: 4 });
      await sql(server, 'UPDATE auth_accounts SET password_hash = $1 WHERE username = $2', [
        bcrypt,
        username,
      ]);
      const query = `SELECT password_hash FROM auth_accounts WHERE username = '${username}'`;
      return { username, hash: async () => String((await rows(server, query))[0]?.['password_hash']) };
    };
    const login = (username: string, typed: string) =>
      verdictOf(call(server, 'POST /auth/login', { username, password: typed }));

    it('sign in, and have a better hash from then on', async () => {
      const { username, hash } = await imported('an old password');
      expect(await login(username, 'an old passwore')).toBe('401 auth.invalid_credentials');
      expect(await hash()).toMatch(/^\$2b\$/);
      expect(await login(username, 'an old password')).toBe('200');
      expect(await hash()).toMatch(/^\$argon2id\$/);
      expect(await login(username, 'an old password')).toBe('200');
      expect(await login(username, 'an old passwore')).toBe('401 auth.invalid_credentials');
    });

    it('keep the hash of a password that bcrypt saw only in part', async () => {
      const long = 'p'.repeat(80);
      const { username, hash } = await imported(long);
      expect(await login(username, `${'p'.repeat(72)}slip`)).toBe('200');
      expect(await hash()).toMatch(/^\$2b\$/);
      expect(await login(username, long)).toBe('200');
      expect(await login(username, 'p'.repeat(1025))).toBe('401 auth.invalid_credentials');
    });

    it('cost one hash when they are refused', async () => {
      const { username } = await imported('an old password');
      expect(await hashesOf(server, () => login(username, 'wrong password'))).toBe(1);
    });
  });
});
