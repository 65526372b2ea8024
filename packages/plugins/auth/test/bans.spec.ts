import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { players } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { Bans } from '../src/players/bans.js';
import {
  call,
  hashesOf,
  password,
  rows,
  startAuth,
  verdictOf,
  verdictOn,
  type Answer,
  type Body,
} from './fixtures.js';
import { guarded, halfSignIn, verify, codeAt } from './factor-steps.js';
import { gameKey, pretendKeys, serverKey } from './pretend-keys.js';

const reason = 'Aimbot in ranked matches.';

describe('a ban', () => {
  let server: TestServer;
  let names = 0;
  beforeAll(async () => {
    server = await startAuth({}, { plugins: [pretendKeys()] });
  });
  afterAll(() => server.stop());

  type Newcomer = Body & { readonly username: string };
  const newcomer = async (game = 'starfall'): Promise<Newcomer> => {
    const username = `ban${++names}x`;
    const { body } = await call(
      server,
      'POST /auth/register',
      { username, password },
      undefined,
      gameKey(game),
    );
    return { ...body, username };
  };
  const login = (username: string, game = 'starfall', word = password): Promise<Answer> =>
    call(server, 'POST /auth/login', { username, password: word }, undefined, gameKey(game));
  const desk = (game = 'starfall') => server.bearer(serverKey(game)).rest(players);
  const ban = ({ user_id }: Body, more: { seconds?: number; note?: string } = {}) =>
    desk().ban({ player_id: user_id, reason, ...more });

  it('keeps a player out of the game, with the reason and the end, and out of no other', async () => {
    const ann = await newcomer();
    const { ban_id, ends_at } = await ban(ann, { seconds: 3600, note: 'Report 4711.' });
    const { status, body } = await login(ann.username);
    expect([status, body.error]).toEqual([
      403,
      expect.objectContaining({ code: 'auth.suspended', data: { reason, until: ends_at, ban_id } }),
    ]);
    expect(JSON.stringify(body)).not.toContain('4711');
    expect((await login(ann.username, 'comet')).status).toBe(200);
  });

  it('is told after the right password only, at the price of one hash', async () => {
    const ann = await newcomer();
    await ban(ann);
    const hashes = await hashesOf(server, async () => {
      expect(await verdictOf(login(ann.username, 'starfall', 'not the password'))).toBe(
        '401 auth.invalid_credentials',
      );
      expect(await verdictOf(login(ann.username))).toBe('403 auth.suspended');
    });
    expect(hashes).toBe(2);
  });

  it('ends the sessions of the game at once, closes their sockets, and leaves those of other games', async () => {
    const ann = await newcomer();
    const other = (await login(ann.username, 'comet')).body;
    const socket = await server.rawSocket();
    await socket.signIn(ann.token);
    await ban(ann);
    expect(await verdictOn(server, ann.token)).toBe('401 auth.session_revoked');
    expect(await socket.closed).toMatchObject({ code: 4503 });
    const { refresh_token } = ann;
    const refreshed = await call(server, 'POST /auth/refresh', { refresh_token });
    expect([refreshed.status, refreshed.body.error]).toMatchObject([
      403,
      { code: 'auth.suspended', data: { reason } },
    ]);
    expect(await verdictOn(server, other.token)).toBe('200');
    expect(await verdictOf(call(server, 'POST /auth/refresh', { refresh_token: other.refresh_token }))).toBe(
      '200',
    );
  });

  it('ends by itself', async () => {
    const ann = await newcomer();
    await ban(ann, { seconds: 60 });
    expect(await verdictOf(login(ann.username))).toBe('403 auth.suspended');
    server.clock?.advance(60_000);
    expect(await verdictOf(login(ann.username))).toBe('200');
    const { bans } = await desk().bans({ player_id: ann.user_id });
    expect(bans).toMatchObject([{ active: false, lifted_at: null, reason }]);
  });

  it('is lifted, twice without complaint, and stays in the history with who did what', async () => {
    const ann = await newcomer();
    await ban(ann, { note: 'Report 4711.' });
    const { user_id: player_id } = ann;
    await desk().unban({ player_id });
    await desk().unban({ player_id });
    expect(await verdictOf(login(ann.username))).toBe('200');
    const by = 'key of starfall';
    const { bans } = await desk().bans({ player_id });
    expect(bans).toMatchObject([{ active: false, note: 'Report 4711.', created_by: by, lifted_by: by }]);
    expect(bans[0]?.lifted_at).not.toBeNull();
  });

  it('takes the place of the one before', async () => {
    const ann = await newcomer();
    await ban(ann);
    await ban(ann, { seconds: 60 });
    const { bans } = await desk().bans({ player_id: ann.user_id });
    expect(bans.map(({ active }) => active)).toEqual([true, false]);
    server.clock?.advance(60_000);
    expect(await verdictOf(login(ann.username))).toBe('200');
  });

  it('keeps out whoever has a device secret, and whoever shows a second factor', async () => {
    const device_secret = 'b'.repeat(40);
    const guest = (): Promise<Answer> =>
      call(server, 'POST /auth/guest', { device_secret }, undefined, gameKey('starfall'));
    await ban((await guest()).body);
    expect(await verdictOf(guest())).toBe('403 auth.suspended');
    const ann = await guarded(server, 'bannedfactor');
    const token = await halfSignIn(server, ann.username);
    await desk('default').ban({ player_id: ann.user_id, reason });
    expect(await verdictOf(verify(server, token, codeAt(server, ann.secret)))).toBe('403 auth.suspended');
  });

  it('wins against sign-ins that come at the same moment: no session is left', async () => {
    const ann = await newcomer();
    const signIns = Array.from({ length: 8 }, () => login(ann.username));
    await sleep(20);
    await ban(ann);
    await Promise.all(signIns);
    const open = await rows(
      server,
      `SELECT "id" FROM "auth_sessions" WHERE "player_id" = '${ann.user_id}' AND "revoked_at" IS NULL`,
    );
    expect(open).toEqual([]);
  }, 30_000);

  it('of a studio’s own code keeps a player out of every game', async () => {
    const ann = await newcomer();
    const bans = server.get(Bans);
    await bans.put({ playerId: ann.user_id, gameId: null, reason, by: 'the code' });
    expect(await verdictOf(login(ann.username))).toBe('403 auth.suspended');
    expect(await verdictOf(login(ann.username, 'comet'))).toBe('403 auth.suspended');
    await desk().unban({ player_id: ann.user_id });
    expect(await verdictOf(login(ann.username))).toBe('403 auth.suspended');
    await bans.lift(ann.user_id, null, 'the code');
    expect(await verdictOf(login(ann.username))).toBe('200');
  });

  it.each([
    { reason: '' },
    { reason: 'x'.repeat(501) },
    { reason, seconds: 0 },
    { reason, seconds: 1.5 },
    { reason, note: '' },
    {},
  ])('is not made of %j', async (about) => {
    const { user_id } = await newcomer();
    const answer = call(server, `POST /players/${user_id}/bans`, about, serverKey('starfall'));
    expect(await verdictOf(answer)).toBe('400 request.invalid');
  });
});
