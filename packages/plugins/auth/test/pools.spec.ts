import { afterEach, describe, expect, it } from '@jest/globals';
import { auth } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import { call, password, startAuth, verdictOf, type Answer, type Body } from './fixtures.js';
import { gameKey, pretendKeys } from './pretend-keys.js';

const email = 'ann@example.com';

describe('accounts of several games', () => {
  let server: TestServer;
  const start = async (options: Parameters<typeof startAuth>[0] = {}): Promise<void> => {
    server = await startAuth(options, { plugins: [pretendKeys()] });
  };
  afterEach(() => server.stop());

  const register = (gameId: string, more: object = {}): Promise<Answer> =>
    call(server, 'POST /auth/register', { email, password, ...more }, undefined, gameKey(gameId));
  const login = (gameId: string, more: object = {}): Promise<Answer> =>
    call(server, 'POST /auth/login', { email, password, ...more }, undefined, gameKey(gameId));
  const gameOf = async (token: string): Promise<unknown> => {
    const { body } = await call(server, 'GET /auth/session', undefined, token);
    return (body as Body & { game_id: string }).game_id;
  };

  it('are one in all live games of a deployment, and the token says the game', async () => {
    await start();
    const first = await register('starfall');
    const second = await login('comet');
    expect(second.body.user_id).toBe(first.body.user_id);
    expect(await verdictOf(register('comet'))).toBe('409 auth.taken');
    expect([await gameOf(first.body.token), await gameOf(second.body.token)]).toEqual(['starfall', 'comet']);
  });

  it('do not come from one environment into another', async () => {
    await start();
    const dev = await register('starfall:dev');
    expect(await verdictOf(login('starfall'))).toBe('401 auth.invalid_credentials');
    expect(await verdictOf(login('starfall:staging'))).toBe('401 auth.invalid_credentials');
    const other = 'quite another password';
    const live = await register('starfall', { password: other });
    expect(live.body.user_id).not.toBe(dev.body.user_id);
    expect(await verdictOf(login('starfall', { password: other }))).toBe('200');
    expect(await verdictOf(login('starfall:dev', { password: other }))).toBe('401 auth.invalid_credentials');
    expect((await login('comet:dev')).body.user_id).toBe(dev.body.user_id);
  });

  it('do not take the secret of a guest from one environment into another', async () => {
    await start();
    const device_secret = 'd'.repeat(40);
    const guest = (gameId: string): Promise<Answer> =>
      call(server, 'POST /auth/guest', { device_secret }, undefined, gameKey(gameId));
    const [dev, live] = [await guest('starfall:dev'), await guest('starfall')];
    expect([dev.status, live.status]).toEqual([201, 201]);
    expect((await guest('starfall:dev')).body.user_id).toBe(dev.body.user_id);
  });

  it('are not seen from another environment', async () => {
    await start();
    const [dev, live] = [await register('starfall:dev'), await register('starfall')];
    const seen = (by: string, whom: string): Promise<string> =>
      verdictOf(call(server, `GET /users/${whom}`, undefined, by));
    expect(await seen(live.body.token, dev.body.user_id)).toBe('404 auth.not_found');
    expect(await seen(dev.body.token, live.body.user_id)).toBe('404 auth.not_found');
    expect(await seen(dev.body.token, dev.body.user_id)).toBe('200');
    expect(await seen(dev.body.token, 'me')).toBe('200');
  });

  it('are another one in each game where games share nothing', async () => {
    await start({ accounts: 'game' });
    const first = await register('starfall');
    expect(await verdictOf(login('comet'))).toBe('401 auth.invalid_credentials');
    const second = await register('comet');
    expect(second.body.user_id).not.toBe(first.body.user_id);
  });

  it('keep their game when a session is refreshed', async () => {
    await start();
    const { refresh_token } = (await register('starfall:dev')).body;
    const { body } = await call(server, 'POST /auth/refresh', { refresh_token });
    expect(await gameOf(body.token)).toBe('starfall:dev');
  });

  it.each(wires.filter((wire) => wire !== 'socket'))(
    'need over %s a game key where one is asked for',
    async (wire) => {
      await start({ requireGameKey: true });
      const stranger = server.anyone()[wire](auth);
      const refusal = { code: 'auth.game_key_required' };
      await expect(stranger.register({ email, password })).rejects.toMatchObject(refusal);
      await expect(stranger.login({ email, password })).rejects.toMatchObject(refusal);
      await expect(stranger.guest({})).rejects.toMatchObject(refusal);
      await expect(stranger.forgotPassword({ email })).rejects.toMatchObject(refusal);
      const known = server.anyone('agk_starfall')[wire](auth);
      expect(await known.register({ email, password })).toHaveProperty('token');
      expect(await known.login({ email, password })).toHaveProperty('token');
    },
  );
});
