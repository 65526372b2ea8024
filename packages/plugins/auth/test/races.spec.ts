import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, type AethexConfig } from '@aethex/core';
import type { TestServer } from '@aethex/testing';
import { call, password, rows, startAuth, verdictOf, verdictOn, type Body } from './fixtures.js';
import { newPostgres } from './postgres.js';

type Place = Pick<AethexConfig, 'adapters'> & { close(): Promise<void> };
type Engine = readonly [name: string, open: () => Promise<Place>];

const url = process.env['AETHEX_TEST_POSTGRES_URL'];
const sqlite: Engine = ['sqlite', async () => ({ adapters: [], close: async () => undefined })];
const postgres = (at: string): Engine => [
  'postgres',
  async () => {
    const { adapter, close } = await newPostgres(at);
    return { adapters: [adapter], close };
  },
];

/** Two servers in one process that share a database and their keys. */
describe.each([sqlite, ...(url ? [postgres(url)] : [])])(
  'two servers on one %s, of many at once',
  (_, open) => {
    let place: Place;
    let dir: string;
    let servers: [TestServer, TestServer];
    let names = 0;
    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'aethex-test-'));
      place = await open();
      const start = (): Promise<TestServer> =>
        startAuth({ hashQueue: 500 }, { dir, realClock: true, adapters: place.adapters ?? [] });
      servers = [await start(), await start()];
    }, 30_000);
    afterAll(async () => {
      for (const server of servers.toReversed()) await server.stop();
      await place.close();
      await rm(dir, { recursive: true, force: true });
    });

    const one = (): TestServer => servers[0];
    const either = (index: number): TestServer => servers[index % 2 === 0 ? 0 : 1];
    const many = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: count }, (__, index) => work(index)));
    const refresh = (server: TestServer, refresh_token: string) =>
      call(server, 'POST /auth/refresh', { refresh_token });
    const newGuest = async (): Promise<Body> => (await call(one(), 'POST /auth/guest', {})).body;
    const orphans = 'SELECT id FROM auth_accounts WHERE id NOT IN (SELECT player_id FROM auth_identities)';
    const count = async (sql: string): Promise<number> => (await rows(one(), sql)).length;
    /** Lets time pass for one player: as if the last exchange had been longer ago than the grace. */
    const outliveGrace = (playerId: string): Promise<unknown> =>
      one()
        .get(Db)
        .write((em) =>
          em.run('UPDATE auth_sessions SET rotated_at = rotated_at - 11000 WHERE player_id = $1', [playerId]),
        );

    it('that refresh with one token, all get the same successor and the family never forks', async () => {
      const guest = await newGuest();
      let token = guest.refresh_token;
      for (let round = 0; round < 10; round += 1) {
        const answers = await many(50, (index) => refresh(either(index), token));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
        const successors = new Set(answers.map(({ body }) => body.refresh_token));
        expect(successors.size).toBe(1);
        [token] = [...successors] as [string];
      }
      const mine = `SELECT id FROM auth_sessions WHERE player_id = '${guest.user_id}'`;
      expect(await count(mine)).toBe(1);
      expect(await count(`SELECT hash FROM auth_spent_tokens WHERE session_id IN (${mine})`)).toBe(10);
    }, 60_000);

    it('that refresh while a thief shows a spent token, none keeps anything', async () => {
      for (let round = 0; round < 8; round += 1) {
        const first = await newGuest();
        const second = (await refresh(one(), first.refresh_token)).body;
        await outliveGrace(first.user_id);
        const [thief, ...answers] = await many(17, (index) =>
          refresh(either(index), index === 0 ? first.refresh_token : second.refresh_token),
        );
        expect(await verdictOf(Promise.resolve(thief as never))).toBe('401 auth.refresh_reused');
        for (const { body } of answers.filter(({ status }) => status === 200)) {
          expect(await verdictOn(one(), body.token)).toBe('401 auth.session_revoked');
          expect(await verdictOf(refresh(one(), body.refresh_token))).toBe('401 auth.refresh_invalid');
        }
      }
    }, 60_000);

    it('that sign in with the old password while it is changed, none stays in', async () => {
      const username = `racer${++names}x`;
      const { body } = await call(one(), 'POST /auth/register', { username, password });
      const change = { current_password: password, new_password: 'staple gun sunday' };
      const [changed, ...logins] = await many(13, (index) =>
        index === 0
          ? call(one(), 'PUT /auth/password', change, body.token)
          : call(either(index), 'POST /auth/login', { username, password }),
      );
      expect(changed?.status).toBe(204);
      for (const login of logins.filter(({ status }) => status === 200))
        expect(await verdictOf(refresh(one(), login.body.refresh_token))).toBe('401 auth.refresh_invalid');
    }, 60_000);

    it('that ask for one name, or for one that looks like it, one gets it', async () => {
      for (const alike of [
        ['seltene', 'Seltene', 'SELTENE'],
        ['paypal', 'pаypal', 'paypaI', 'раураl'],
      ]) {
        const verdicts = await many(12, (index) => {
          const username = alike[index % alike.length];
          return verdictOf(call(either(index), 'POST /auth/register', { username, password }));
        });
        expect(verdicts.filter((verdict) => verdict === '201')).toHaveLength(1);
        expect(verdicts.filter((verdict) => verdict === '409 auth.taken')).toHaveLength(11);
      }
      expect(await count(orphans)).toBe(0);
    }, 60_000);

    it('that change one password, one does', async () => {
      const username = `racer${++names}x`;
      const { body } = await call(one(), 'POST /auth/register', { username, password });
      const verdicts = await many(6, (index) => {
        const change = { current_password: password, new_password: `staple gun sunday ${index}` };
        return verdictOf(call(either(index), 'PUT /auth/password', change, body.token));
      });
      expect(verdicts.filter((verdict) => verdict === '204')).toHaveLength(1);
      expect(verdicts.filter((verdict) => verdict === '401 auth.invalid_credentials')).toHaveLength(5);
    }, 60_000);

    it('that come with one device secret, one makes the guest', async () => {
      const device_secret = 'abcdefghijklmnopqrstuvwxyz012345';
      const answers = await many(20, (index) => call(either(index), 'POST /auth/guest', { device_secret }));
      expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(await count(orphans)).toBe(0);
    }, 60_000);

    it('that end the sessions of one player, all are told that they have', async () => {
      const username = `racer${++names}x`;
      await call(one(), 'POST /auth/register', { username, password });
      const logins = await many(8, (index) =>
        call(either(index), 'POST /auth/login', { username, password }),
      );
      const verdicts = await Promise.all(
        logins.map(({ body }, index) =>
          verdictOf(
            call(either(index), 'POST /auth/logout', { everywhere: true, refresh_token: body.refresh_token }),
          ),
        ),
      );
      expect(new Set(verdicts)).toEqual(new Set(['204']));
      for (const { body } of logins)
        expect(await verdictOf(refresh(one(), body.refresh_token))).toBe('401 auth.refresh_invalid');
    }, 60_000);
  },
);
