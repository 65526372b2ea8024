import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditTrail, definePlugin, type Act, type ActEnded } from '@aethex/core';
import { players } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { Injectable } from '@nestjs/common';
import { call, password, startAuth, verdictOf, verdictOn, type Body } from './fixtures.js';
import { gameKey, pretendKeys, serverKey } from './pretend-keys.js';

const acts: { method: string; about: unknown; outcome?: string }[] = [];

@Injectable()
class Notebook extends AuditTrail {
  async begin({ method, about }: Act): Promise<ActEnded> {
    const act: (typeof acts)[number] = { method, about };
    acts.push(act);
    return async (outcome) => {
      act.outcome = outcome;
    };
  }
}

const notebook = definePlugin({ id: 'notebook', audit: Notebook });
const missing = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('the players of a game', () => {
  let server: TestServer;
  let names = 0;
  beforeAll(async () => {
    server = await startAuth({}, { plugins: [pretendKeys(), notebook()] });
  });
  afterAll(() => server.stop());

  type Newcomer = Body & { readonly username: string; readonly email: string };
  const newcomer = async (game = 'starfall'): Promise<Newcomer> => {
    const username = `play${++names}x`;
    const email = `${username}@x.example`;
    const { body } = await call(
      server,
      'POST /auth/register',
      { username, email, password },
      undefined,
      gameKey(game),
    );
    return { ...body, username, email };
  };
  const desk = (game = 'starfall', permissions?: string[]) =>
    server.bearer(serverKey(game, permissions)).rest(players);

  it('are found by id, email or username, and shown with what a studio needs', async () => {
    const ann = await newcomer();
    const found = {
      player_id: ann.user_id,
      email: ann.email,
      username: ann.username,
      is_banned: false,
      is_guest: false,
    };
    const tries = [
      { player_id: ann.user_id },
      { email: ann.email.toUpperCase() },
      { username: ann.username },
    ];
    for (const input of tries) expect((await desk().find(input)).players).toMatchObject([found]);
    expect(await desk().get({ player_id: ann.user_id })).toMatchObject(found);
    expect(JSON.stringify(await desk().get({ player_id: ann.user_id }))).not.toMatch(/hash|argon|pool/);
  });

  it('are listed page by page, each once', async () => {
    const all = [];
    for (let count = 0; count < 5; count += 1) all.push((await newcomer('pages')).user_id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { players: { player_id: string }[]; next_cursor: string | null } = await desk('pages').find(
        {
          limit: 2,
          ...(cursor !== null && { cursor }),
        },
      );
      seen.push(...page.players.map(({ player_id }) => player_id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
    const wrong = call(server, 'GET /players?cursor=nonsense', undefined, serverKey('pages'));
    expect(await verdictOf(wrong)).toBe('400 request.invalid');
  });

  it('are those who have signed in to it: others are as if they were not there', async () => {
    const ann = await newcomer('starfall');
    const comet = desk('comet');
    for (const player_id of [ann.user_id, missing, 'me', 'nobody']) {
      expect((await comet.find({ player_id })).players).toEqual([]);
      for (const one of [comet.get, comet.bans, comet.unban, comet.endSessions])
        await expect(one({ player_id })).rejects.toMatchObject({ code: 'players.not_found' });
      await expect(comet.ban({ player_id, reason: 'x' })).rejects.toMatchObject({
        code: 'players.not_found',
      });
    }
    expect((await comet.find({ email: ann.email })).players).toEqual([]);
    await call(server, 'POST /auth/login', { username: ann.username, password }, undefined, gameKey('comet'));
    expect((await comet.find({ email: ann.email })).players).toHaveLength(1);
  });

  it('are for keys with the permission, and for no player', async () => {
    const ann = await newcomer();
    const { user_id: player_id } = ann;
    const refused = { code: 'request.forbidden' };
    await expect(desk('starfall', ['auth.moderate']).get({ player_id })).rejects.toMatchObject(refused);
    await expect(desk('starfall', ['auth.read_players']).unban({ player_id })).rejects.toMatchObject(refused);
    await expect(desk('starfall', ['auth.moderate']).verifyToken({ token: 'x' })).rejects.toMatchObject(
      refused,
    );
    expect(await verdictOf(call(server, 'GET /players', undefined, ann.token))).toBe('403 request.forbidden');
    expect(await verdictOf(call(server, 'GET /players'))).toBe('401 request.unauthenticated');
  });

  it('are signed out of the game and of no other', async () => {
    const ann = await newcomer();
    const { username } = ann;
    const other = await call(server, 'POST /auth/login', { username, password }, undefined, gameKey('comet'));
    expect(await desk().endSessions({ player_id: ann.user_id })).toEqual({ ended: 1 });
    expect(await verdictOn(server, ann.token)).toBe('401 auth.session_revoked');
    expect(await verdictOn(server, other.body.token)).toBe('200');
    expect(await desk().endSessions({ player_id: ann.user_id })).toEqual({ ended: 0 });
  });

  it('are told from others by their tokens, without an address', async () => {
    const ann = await newcomer();
    const answer = await desk().verifyToken({ token: ann.token });
    expect(answer).toMatchObject({
      active: true,
      player: { player_id: ann.user_id, username: ann.username, is_guest: false },
      session_id: expect.any(String) as unknown,
    });
    expect(new Date(answer.expires_at ?? 0).getTime()).toBe((server.clock?.now().getTime() ?? 0) + 900_000);
    expect(JSON.stringify(answer)).not.toContain(ann.email);
  });

  it('are nobody by a token that is none, is another game’s, has expired or was ended: all look the same', async () => {
    const nobody = { active: false, player: null, session_id: null, expires_at: null };
    const ann = await newcomer();
    const banned = await newcomer();
    await desk().ban({ player_id: banned.user_id, reason: 'x' });
    const loggedOut = await newcomer();
    await call(server, 'POST /auth/logout', {}, loggedOut.token);
    const tokens = [
      '',
      'x',
      `${ann.token}x`,
      ann.refresh_token,
      serverKey('starfall'),
      banned.token,
      loggedOut.token,
    ];
    for (const token of tokens) expect(await desk().verifyToken({ token })).toEqual(nobody);
    expect(await desk('comet').verifyToken({ token: ann.token })).toEqual(nobody);
    expect(await desk('starfall:dev').verifyToken({ token: ann.token })).toEqual(nobody);
    server.clock?.advance(900_000);
    expect(await desk().verifyToken({ token: ann.token })).toEqual(nobody);
  });

  it('are administered in writing, without the note and without addresses', async () => {
    const ann = await newcomer();
    const { user_id: player_id } = ann;
    acts.splice(0);
    await desk().ban({ player_id, reason: 'Aimbot.', note: 'Told by bob.', seconds: 60 });
    await desk().unban({ player_id });
    await desk()
      .get({ player_id: missing })
      .catch(() => undefined);
    await desk().find({ email: ann.email });
    expect(acts).toEqual([
      { method: 'players.ban', about: { player_id, reason: 'Aimbot.', seconds: 60 }, outcome: 'done' },
      { method: 'players.unban', about: { player_id }, outcome: 'done' },
      { method: 'players.get', about: { player_id: missing }, outcome: 'players.not_found' },
      { method: 'players.find', about: {}, outcome: 'done' },
    ]);
  });

  it('take their games and bans along in an export, without what others said of them', async () => {
    const ann = await newcomer();
    await desk().ban({ player_id: ann.user_id, reason: 'Aimbot.', note: 'Told by bob.' });
    const { AuthPrivacy } = await import('../src/auth.privacy.js');
    const exported = JSON.stringify(
      await server.get(AuthPrivacy).export({ playerId: ann.user_id, gameId: 'starfall' }),
    );
    expect(exported).toContain('Aimbot.');
    expect(exported).toContain('"game_id":"starfall"');
    expect(exported).not.toContain('bob');
  });
});
