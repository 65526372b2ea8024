import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auth } from '@aethex/protocol';
import { memoryMail, wires, type TestServer } from '@aethex/testing';
import { Suspension } from '../src/index.js';
import { call, password, startAuth, verdictOf, verdictOn, type Body } from './fixtures.js';
import { sessionSteps } from './session-steps.js';

const mail = memoryMail();
const day = 86_400_000;

describe('sessions', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAuth({ triesPerAccount: 10_000, maxSessions: 30 }, { adapters: [mail.adapter] });
  });
  afterAll(() => server.stop());

  const { refresh, refreshed, newGuest, newAccount, socketOf } = sessionSteps(() => server);

  describe('end', () => {
    it.each(wires)(
      'by logout over %s: access and refresh are refused at once, sockets closed',
      async (wire) => {
        const caller = server.as(`leaving ${wire}`);
        const [token, socket] = [await caller.token(), await caller.open()];
        await caller[wire](auth).logout({});
        expect(await verdictOn(server, token)).toBe('401 auth.session_revoked');
        expect((await socket.closed).code).toBe(4503);
      },
    );

    it('by logout of one, and the others go on', async () => {
      const { username, ...first } = await newAccount();
      const second = (await call(server, 'POST /auth/login', { username, password })).body;
      const socket = await socketOf(second.token);
      expect(await verdictOf(call(server, 'POST /auth/logout', {}, first.token))).toBe('204');
      expect(await verdictOf(refresh(first.refresh_token))).toBe('401 auth.refresh_invalid');
      expect(await verdictOn(server, second.token)).toBe('200');
      expect((await socket.rpc('auth.getProfile', {})) as object).toHaveProperty('result');
    });

    it('by logout everywhere', async () => {
      const { username, ...first } = await newAccount();
      const second = (await call(server, 'POST /auth/login', { username, password })).body;
      const sockets = await Promise.all([socketOf(first.token), socketOf(second.token)]);
      await call(server, 'POST /auth/logout', { everywhere: true }, first.token);
      for (const socket of sockets) expect((await socket.closed).code).toBe(4503);
      for (const { token, refresh_token } of [first, second]) {
        expect(await verdictOn(server, token)).toBe('401 auth.session_revoked');
        expect(await verdictOf(refresh(refresh_token))).toBe('401 auth.refresh_invalid');
      }
    });

    it('by logout with the refresh token alone, when the access token has expired', async () => {
      const { token, refresh_token } = await newGuest();
      server.clock?.advance(901_000);
      expect(await verdictOn(server, token)).toBe('401 auth.token_expired');
      expect(await verdictOf(call(server, 'POST /auth/logout', { refresh_token }))).toBe('204');
      expect(await verdictOf(refresh(refresh_token))).toBe('401 auth.refresh_invalid');
    });

    it('by no logout with a token that was spent long ago', async () => {
      const first = await newGuest();
      const second = await refreshed(first.refresh_token);
      const third = await refreshed(second.refresh_token);
      const logout = { refresh_token: first.refresh_token, everywhere: true };
      expect(await verdictOf(call(server, 'POST /auth/logout', logout))).toBe('204');
      expect(await verdictOn(server, third.token)).toBe('200');
    });

    it('twice without complaint', async () => {
      const { refresh_token } = await newGuest();
      const logout = () => verdictOf(call(server, 'POST /auth/logout', { refresh_token }));
      expect([await logout(), await logout()]).toEqual(['204', '204']);
    });

    it('by nobody who shows neither token', async () => {
      expect(await verdictOf(call(server, 'POST /auth/logout', {}))).toBe('401 request.unauthenticated');
    });

    it('with a suspension, which keeps the player out until it is lifted', async () => {
      const { username, ...mine } = await newAccount();
      const suspension = server.get(Suspension);
      const login = () => verdictOf(call(server, 'POST /auth/login', { username, password }));
      const socket = await socketOf(mine.token);
      expect(await suspension.suspend(mine.user_id)).toBe(true);
      expect((await socket.closed).code).toBe(4503);
      expect(await verdictOn(server, mine.token)).toBe('401 auth.session_revoked');
      expect(await verdictOf(refresh(mine.refresh_token))).toBe('403 auth.suspended');
      expect(await login()).toBe('403 auth.suspended');
      expect(await suspension.restore(mine.user_id)).toBe(true);
      expect(await login()).toBe('200');
      expect(await verdictOf(refresh(mine.refresh_token))).toBe('401 auth.refresh_invalid');
      expect(await suspension.suspend('nobody')).toBe(false);
    });

    it('all but the own one with a changed password', async () => {
      const { username, ...mine } = await newAccount();
      const other = (await call(server, 'POST /auth/login', { username, password })).body;
      const socket = await socketOf(other.token);
      const change = { current_password: password, new_password: 'staple gun sunday' };
      expect(await verdictOf(call(server, 'PUT /auth/password', change, mine.token))).toBe('204');
      expect((await socket.closed).code).toBe(4503);
      expect(await verdictOn(server, other.token)).toBe('401 auth.session_revoked');
      expect(await verdictOf(refresh(other.refresh_token))).toBe('401 auth.refresh_invalid');
      expect(await verdictOn(server, mine.token)).toBe('200');
      expect(await verdictOf(refresh(mine.refresh_token))).toBe('200');
      const login = (typed: string) =>
        verdictOf(call(server, 'POST /auth/login', { username, password: typed }));
      expect(await login(password)).toBe('401 auth.invalid_credentials');
      expect(await login('staple gun sunday')).toBe('200');
    });

    it('also when they are opened with the old password while it is being changed', async () => {
      const { username, token } = await newAccount();
      const change = { current_password: password, new_password: 'staple gun sunday' };
      const [changed, ...logins] = await Promise.all([
        call(server, 'PUT /auth/password', change, token),
        ...Array.from({ length: 12 }, () => call(server, 'POST /auth/login', { username, password })),
      ]);
      expect(changed.status).toBe(204);
      for (const { body } of logins.filter(({ status }) => status === 200)) {
        expect(await verdictOn(server, body.token)).toBe('401 auth.session_revoked');
        expect(await verdictOf(refresh(body.refresh_token))).toBe('401 auth.refresh_invalid');
      }
    }, 30_000);

    it('by no password change that does not know the old one, or is too weak', async () => {
      const { token } = await newAccount();
      const change = (input: object) => verdictOf(call(server, 'PUT /auth/password', input, token));
      const wrong = { current_password: 'not the password', new_password: 'staple gun sunday' };
      expect(await change(wrong)).toBe('401 auth.invalid_credentials');
      expect(await change({ current_password: password, new_password: 'password1' })).toBe(
        '400 auth.password_weak',
      );
    });

    it('when there are more of them than a player may have: the one used longest ago', async () => {
      const { username, ...first } = await newAccount();
      const login = async () => (await call(server, 'POST /auth/login', { username, password })).body.token;
      for (let count = 0; count < 29; count += 1) await login();
      expect(await verdictOn(server, first.token)).toBe('200');
      await login();
      expect(await verdictOn(server, first.token)).toBe('401 auth.session_revoked');
    }, 30_000);
  });

  describe('are listed', () => {
    it.each(wires)('over %s, the latest used first, and revoked one by one', async (wire) => {
      const caller = server.as(`owner ${wire}`);
      const username = `owner${wire}`;
      await caller.rest(auth).upgrade({ username, password });
      server.clock?.advance(1000);
      const device = { name: 'Deck', platform: 'linux', game_version: '1.2.3' };
      const other = await server.anyone().rest(auth).login({ username, password, device });
      const { sessions } = await caller[wire](auth).listSessions();
      expect(sessions).toHaveLength(2);
      expect(sessions[0]).toMatchObject({ device, network: '127.0.0.0/24', current: false });
      expect(sessions[1]).toMatchObject({ device: null, current: true });
      const session_id = sessions[0]?.session_id ?? '';
      expect(await caller[wire](auth).revokeSession({ session_id })).toBeNull();
      expect(await verdictOn(server, other.token)).toBe('401 auth.session_revoked');
      expect((await caller[wire](auth).listSessions()).sessions).toHaveLength(1);
      await expect(caller[wire](auth).revokeSession({ session_id })).rejects.toMatchObject({
        code: 'auth.session_not_found',
      });
    });

    it('while they can be refreshed', async () => {
      const { username } = await newAccount();
      const login = async (): Promise<Body> =>
        (await call(server, 'POST /auth/login', { username, password })).body;
      const listed = async (): Promise<number> => {
        const answer = await call(server, 'GET /auth/sessions', undefined, (await login()).token);
        return (answer.body as unknown as { sessions: unknown[] }).sessions.length;
      };
      let { refresh_token } = await login();
      for (let month = 0; month < 7; month += 1) {
        server.clock?.advance(25 * day);
        ({ refresh_token } = (await refresh(refresh_token)).body);
      }
      expect(await listed()).toBe(2);
      server.clock?.advance(5 * day);
      expect(await listed()).toBe(2);
      server.clock?.advance(30 * day);
      expect(await listed()).toBe(1);
    });

    it('to nobody but their player', async () => {
      const [ann, bob] = [server.as('list ann').rest(auth), server.as('list bob').rest(auth)];
      const { sessions } = await ann.listSessions();
      for (const session_id of [
        sessions[0]?.session_id ?? '',
        'nonsense',
        '01890a5d-ac96-774b-bcce-b302099a8058',
      ])
        await expect(bob.revokeSession({ session_id })).rejects.toMatchObject({
          code: 'auth.session_not_found',
        });
      expect((await ann.listSessions()).sessions).toEqual(sessions);
    });
  });
});
