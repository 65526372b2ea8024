import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auth } from '@aethex/protocol';
import { memoryMail, type TestServer } from '@aethex/testing';
import { call, metric, password, rows, sql, startAuth, verdictOf, verdictOn } from './fixtures.js';
import { sessionSteps } from './session-steps.js';

const day = 86_400_000;
const mail = memoryMail();

describe('sessions', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAuth({ triesPerAccount: 10_000, maxSessions: 30 }, { adapters: [mail.adapter] });
  });
  afterAll(() => server.stop());

  const { refresh, refreshed, newGuest, newAccount, socketOf } = sessionSteps(() => server);

  describe('are refreshed', () => {
    it.each(['direct', 'rest', 'rpc'] as const)('over %s', async (wire) => {
      const guest = await newGuest();
      const pair = await server.anyone()[wire](auth).refresh({ refresh_token: guest.refresh_token });
      expect(pair).toMatchObject({ user_id: guest.user_id, expires_in: 900 });
      expect(pair.refresh_token).not.toBe(guest.refresh_token);
      expect(await verdictOn(server, pair.token)).toBe('200');
      expect(await verdictOn(server, guest.token)).toBe('200');
    });

    it('of 50 callers at once all get the same successor, round after round', async () => {
      let { refresh_token } = await newGuest();
      for (let round = 0; round < 20; round += 1) {
        const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refresh_token)));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
        const successors = new Set(answers.map(({ body }) => body.refresh_token));
        expect(successors.size).toBe(1);
        [refresh_token] = [...successors] as [string];
        server.clock?.advance(60_000);
      }
      const spent = `SELECT hash FROM auth_spent_tokens WHERE session_id IN (SELECT session_id FROM auth_spent_tokens ORDER BY spent_at DESC LIMIT 1)`;
      expect(await rows(server, spent)).toHaveLength(20);
    }, 30_000);

    it('again with the same result for ten seconds', async () => {
      const { refresh_token } = await newGuest();
      const first = await refreshed(refresh_token);
      server.clock?.advance(10_000);
      expect((await refreshed(refresh_token)).refresh_token).toBe(first.refresh_token);
    });

    it('with tokens that nobody can read off the database', async () => {
      const guest = await newGuest();
      const { refresh_token } = await refreshed(guest.refresh_token);
      const tables = ['auth_sessions', 'auth_spent_tokens', 'auth_devices'];
      const all = await Promise.all(tables.map((table) => rows(server, `SELECT * FROM ${table}`)));
      const text = JSON.stringify(all);
      for (const secret of [guest.refresh_token, refresh_token]) expect(text).not.toContain(secret.slice(4));
    });

    it('for 30 days after they were used last, and no longer', async () => {
      const { refresh_token } = await newGuest();
      server.clock?.advance(30 * day - 1000);
      const pair = await refreshed(refresh_token);
      server.clock?.advance(30 * day);
      expect(await verdictOf(refresh(pair.refresh_token))).toBe('401 auth.refresh_invalid');
    });

    it('for 180 days, however often they are used', async () => {
      let pair = await newGuest();
      for (let past = 0; past < 175; past += 25) {
        server.clock?.advance(25 * day);
        pair = await refreshed(pair.refresh_token);
      }
      server.clock?.advance(5 * day - 60_000);
      const last = await refresh(pair.refresh_token);
      expect(last.body.expires_in).toBe(60);
      server.clock?.advance(60_000);
      expect(await verdictOf(refresh(last.body.refresh_token))).toBe('401 auth.refresh_invalid');
    });

    it.each(['', 'art_', 'art_x', `art_${'A'.repeat(43)}`, `adt_${'A'.repeat(43)}`, 'eyJ.x.y', '%00'])(
      'with nothing but a refresh token: %j is refused',
      async (token) => expect(await verdictOf(refresh(token))).toBe('401 auth.refresh_invalid'),
    );

    it('while the account is not suspended', async () => {
      const { user_id, refresh_token } = await newGuest();
      await sql(server, 'UPDATE auth_accounts SET is_active = FALSE WHERE id = $1', [user_id]);
      expect(await verdictOf(refresh(refresh_token))).toBe('403 auth.suspended');
      await sql(server, 'UPDATE auth_accounts SET is_active = TRUE WHERE id = $1', [user_id]);
      expect(await verdictOf(refresh(refresh_token))).toBe('200');
    });
  });

  describe('whose refresh token is used by two', () => {
    it('end when a spent token comes back after the grace, with everything that came of it', async () => {
      const stolen = await newAccount();
      const honest = await refreshed(stolen.refresh_token);
      const socket = await socketOf(honest.token);
      server.clock?.advance(10_001);
      expect(await verdictOf(refresh(stolen.refresh_token))).toBe('401 auth.refresh_reused');
      expect(await verdictOf(refresh(honest.refresh_token))).toBe('401 auth.refresh_invalid');
      expect(await verdictOn(server, honest.token)).toBe('401 auth.session_revoked');
      expect(await verdictOn(server, stolen.token)).toBe('401 auth.session_revoked');
      expect((await socket.closed).code).toBe(4503);
    });

    it('end when a grandparent is used at any time', async () => {
      const first = await newGuest();
      const second = await refreshed(first.refresh_token);
      const third = await refreshed(second.refresh_token);
      expect(await verdictOf(refresh(first.refresh_token))).toBe('401 auth.refresh_reused');
      expect(await verdictOf(refresh(third.refresh_token))).toBe('401 auth.refresh_invalid');
    });

    it('end when an ancestor is used that was spent months ago', async () => {
      const first = await newGuest();
      let last = first;
      for (let month = 0; month < 5; month += 1) {
        last = await refreshed(last.refresh_token);
        server.clock?.advance(29 * day);
      }
      expect(await verdictOf(refresh(first.refresh_token))).toBe('401 auth.refresh_reused');
      expect(await verdictOf(refresh(last.refresh_token))).toBe('401 auth.refresh_invalid');
    });

    it('end as a whole while others are being minted', async () => {
      for (let round = 0; round < 10; round += 1) {
        const first = await newGuest();
        const second = await refreshed(first.refresh_token);
        server.clock?.advance(10_001);
        const [, ...answers] = await Promise.all([
          refresh(first.refresh_token),
          ...Array.from({ length: 8 }, () => refresh(second.refresh_token)),
        ]);
        for (const { body } of answers.filter(({ status }) => status === 200)) {
          expect(await verdictOn(server, body.token)).toBe('401 auth.session_revoked');
          expect(await verdictOf(refresh(body.refresh_token))).toBe('401 auth.refresh_invalid');
        }
        expect(await verdictOf(refresh(second.refresh_token))).toBe('401 auth.refresh_invalid');
      }
    }, 30_000);

    it('leave the player’s other sessions alone', async () => {
      const { username, ...first } = await newAccount();
      const other = (await call(server, 'POST /auth/login', { username, password })).body;
      await refreshed((await refreshed(first.refresh_token)).refresh_token);
      expect(await verdictOf(refresh(first.refresh_token))).toBe('401 auth.refresh_reused');
      expect(await verdictOf(refresh(other.refresh_token))).toBe('200');
    });

    it('are told of by mail, once, when the account has an address', async () => {
      // What earlier sessions are still told of is not meant.
      await server.flushJobs();
      mail.clear();
      const [account, guest] = [await newAccount(), await newGuest()];
      for (const { refresh_token } of [account, guest]) {
        await refreshed((await refreshed(refresh_token)).refresh_token);
        await refresh(refresh_token);
        await refresh(refresh_token);
      }
      await server.flushJobs();
      expect(mail.sent.filter(({ subject }) => subject === 'One of your sessions was ended')).toHaveLength(1);
      expect(mail.last(`${account.username}@x.example`)?.text).toContain('was used a second time');
    });

    it('are counted', async () => {
      const before = await metric(server, 'aethex_auth_refresh_reuses_total');
      const { refresh_token } = await newGuest();
      await refreshed((await refreshed(refresh_token)).refresh_token);
      await refresh(refresh_token);
      expect((await metric(server, 'aethex_auth_refresh_reuses_total')) - before).toBe(1);
    });
  });
});
