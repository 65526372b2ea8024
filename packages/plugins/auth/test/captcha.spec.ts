import { afterEach, describe, expect, it } from '@jest/globals';
import { adapter, Cache, Captcha, type Adapter } from '@aethex/core';
import { AethexError, auth } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import { call, hashesOf, metric, password, startAuth, verdictOf } from './fixtures.js';
import { pretendKeys, serverKey } from './pretend-keys.js';

/** What the captcha of a test does. */
interface Mood {
  away?: boolean;
}

/** A captcha whose solution is the name of the action and any word. */
const sums = (mood: Mood): Adapter<Captcha> => {
  const unlessAway = <T>(answer: T): Promise<T> =>
    mood.away
      ? Promise.reject(new AethexError('unavailable', 'captcha.unavailable', 'Away.'))
      : Promise.resolve(answer);
  return adapter<Captcha>({
    port: Captcha,
    name: 'sums',
    reach: 'cluster',
    create: () => ({
      challenge: (action) => unlessAway({ provider: 'sums', siteKey: 'site', challenge: { sum: action } }),
      verify: (solution, { action }) => unlessAway(solution.startsWith(`${action} `)),
    }),
  });
};

describe('captchas', () => {
  let server: TestServer;
  let mood: Mood;
  let names = 0;
  const start = async (options: Parameters<typeof startAuth>[0] = {}, bound = true): Promise<void> => {
    mood = {};
    server = await startAuth(options, { plugins: [pretendKeys()], ...(bound && { adapters: [sums(mood)] }) });
  };
  afterEach(() => server.stop());

  const register = (captcha?: string, token?: string): Promise<string> =>
    verdictOf(
      call(
        server,
        'POST /auth/register',
        { username: `cap${++names}x`, password, ...(captcha !== undefined && { captcha }) },
        token,
      ),
    );
  const forgot = (captcha?: string): Promise<string> =>
    verdictOf(
      call(server, 'POST /auth/password/forgot', {
        email: 'ann@example.com',
        ...(captcha !== undefined && { captcha }),
      }),
    );
  const login = (captcha?: string, more: object = {}): Promise<string> =>
    verdictOf(call(server, 'POST /auth/login', { username: 'ann', password, captcha, ...more }));

  it('are asked for by nobody where none is bound', async () => {
    await start({}, false);
    expect(await register()).toBe('201');
    expect((await call(server, 'GET /auth/captcha?action=register')).body).toEqual({
      required: false,
      provider: null,
      site_key: null,
      challenge: null,
    });
  });

  it('are asked for before registration and before a mail for a forgotten password, and not at sign-in', async () => {
    await start();
    expect([await register(), await forgot(), await login()]).toEqual([
      '403 auth.captcha_required',
      '403 auth.captcha_required',
      '401 auth.invalid_credentials',
    ]);
    expect([await register('register 1'), await forgot('forgot_password 1')]).toEqual(['201', '202']);
    const asked = async (action: string): Promise<unknown> =>
      (await call(server, `GET /auth/captcha?action=${action}`)).body;
    expect(await asked('register')).toEqual({
      required: true,
      provider: 'sums',
      site_key: 'site',
      challenge: { sum: 'register' },
    });
    expect(await asked('login')).toMatchObject({ required: false, provider: null });
  });

  it('cost no hash of a password before they are solved', async () => {
    await start();
    expect(await hashesOf(server, () => Promise.all([register(), register('login 1'), register('x')]))).toBe(
      0,
    );
  });

  it.each(wires.filter((wire) => wire !== 'socket'))(
    'count once over %s, for their own action',
    async (wire) => {
      await start();
      const caller = server.anyone()[wire](auth);
      const tries = (captcha: string): Promise<unknown> =>
        caller.register({ username: `cap${++names}x`, password, captcha });
      await expect(tries('login 1')).rejects.toMatchObject({ code: 'auth.captcha_invalid' });
      expect(await tries('register 1')).toHaveProperty('token');
      await expect(tries('register 1')).rejects.toMatchObject({ code: 'auth.captcha_invalid' });
      expect(await tries('register 2')).toHaveProperty('token');
    },
  );

  it('count once when many show the same one at the same moment', async () => {
    await start();
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => register('register 1')));
    expect(verdicts.filter((one) => one === '201')).toHaveLength(1);
    expect(verdicts.filter((one) => one === '403 auth.captcha_invalid')).toHaveLength(19);
  });

  it('leave no solution lying in the cache', async () => {
    await start();
    await register('register 1');
    expect(await server.get(Cache).get('auth.captcha:register 1')).toBeNull();
  });

  it('are not asked of servers with a key, but of guests as of any stranger', async () => {
    await start();
    expect(await register(undefined, serverKey('default', ['none']))).toBe('201');
    const { token } = (await call(server, 'POST /auth/guest', {})).body;
    expect(await register(undefined, token)).toBe('403 auth.captcha_required');
  });

  it('keep registration shut while nobody can check them, and say so to the operator', async () => {
    await start();
    mood.away = true;
    expect([await register('register 1'), await forgot('forgot_password 1')]).toEqual([
      '503 auth.captcha_unavailable',
      '503 auth.captcha_unavailable',
    ]);
    expect(await verdictOf(call(server, 'GET /auth/captcha?action=register'))).toBe(
      '503 auth.captcha_unavailable',
    );
    expect(await metric(server, 'aethex_auth_captcha_outages_total')).toBe(3);
    mood.away = false;
    expect(await register('register 1')).toBe('201');
  });

  it('let sign-ins through to their limits while nobody can check them', async () => {
    await start({ captchaFor: ['login'], triesPerAccount: 4 });
    expect(await verdictOf(call(server, 'POST /auth/register', { username: 'ann', password }))).toBe('201');
    expect([await login(), await login('login 1')]).toEqual(['403 auth.captcha_required', '200']);
    mood.away = true;
    expect([await login('login 2'), await login('login 3'), await login('login 4')]).toEqual([
      '200',
      '200',
      '429 auth.rate_limited',
    ]);
  });

  it('are not asked at sign-in on a device that the account knows', async () => {
    await start({ captchaFor: ['login'] });
    const { body } = await call(server, 'POST /auth/register', { username: 'ann', password });
    expect(await login(undefined, { device_token: body.device_token })).toBe('200');
  });

  it('are given out and looked at no more often than the limit allows', async () => {
    await start({ captchasPerAddress: 3 });
    const verdicts = [];
    for (let count = 0; count < 5; count += 1) verdicts.push(await register(`login ${count}`));
    expect(verdicts).toEqual([
      ...Array(3).fill('403 auth.captcha_invalid'),
      ...Array(2).fill('429 auth.rate_limited'),
    ]);
  });
});
