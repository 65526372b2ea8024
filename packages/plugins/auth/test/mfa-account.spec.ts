import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing, PluginHost } from '@aethex/core';
import { memoryMail, type TestServer } from '@aethex/testing';
import { SecondFactor } from '../src/index.js';
import { codeAt, guarded, halfSignIn, nextStep, verify, type Guarded } from './factor-steps.js';
import { call, password, startAuth, verdictOf, type Answer, type Body } from './fixtures.js';
import { mailSteps } from './mail-steps.js';
import { pretendKeys } from './pretend-keys.js';

const fiveMinutes = 301_000;

describe('the second factor of an account', () => {
  let server: TestServer;
  let names = 0;
  beforeAll(async () => {
    server = await startAuth({ triesPerDevice: 5, mfaTries: 5 }, { plugins: [pretendKeys()] });
  });
  afterAll(() => server.stop());

  const newcomer = (): Promise<Guarded> => guarded(server, `owner${++names}x`);
  const plain = async (): Promise<Body> =>
    (await call(server, 'POST /auth/register', { username: `plain${++names}x`, password })).body;
  const verdict = (route: string, input: object | undefined, token: string): Promise<string> =>
    verdictOf(call(server, route, input, token));
  const status = async (token: string): Promise<unknown> =>
    (await call(server, 'GET /auth/mfa', undefined, token)).body;
  const prove = (token: string, input: object): Promise<Answer> =>
    call(server, 'POST /auth/reauthenticate', input, token);
  const sessionOf = async (token: string): Promise<{ proved_at: string; mfa: boolean }> =>
    (await call(server, 'GET /auth/session', undefined, token)).body as never;

  it('is off until a first code is right', async () => {
    const { token, user } = await plain();
    expect(user.display_name).toMatch(/^plain/);
    expect(await verdict('POST /auth/mfa/confirm', { code: '000000' }, token)).toBe('409 auth.mfa_off');
    const { body } = await call(server, 'POST /auth/mfa/setup', {}, token);
    const { secret } = body as Body & { secret: string };
    expect(await status(token)).toEqual({ enabled: false, enabled_at: null, recovery_codes_left: 0 });
    expect(await verdict('POST /auth/mfa/confirm', { code: '000000' }, token)).toBe('401 auth.mfa_invalid');
    expect(await verdict('POST /auth/mfa/confirm', { code: codeAt(server, secret) }, token)).toBe('200');
    expect(await status(token)).toMatchObject({ enabled: true, recovery_codes_left: 10 });
    expect(await sessionOf(token)).toMatchObject({ mfa: true });
  });

  it('is told to the app with the name of the game', async () => {
    const ann = await newcomer();
    const uri = new URL(ann.uri);
    expect(decodeURIComponent(uri.pathname)).toBe(`/Star Fall:${ann.username}`);
    expect(uri.searchParams.get('secret')).toBe(ann.secret);
  });

  it('is set up again as often as one likes before it is on, and the last secret counts', async () => {
    const { token } = await plain();
    const secrets = [];
    for (let count = 0; count < 2; count += 1) {
      const { body } = await call(server, 'POST /auth/mfa/setup', {}, token);
      secrets.push((body as Body & { secret: string }).secret);
    }
    const [first = '', second = ''] = secrets;
    expect(await verdict('POST /auth/mfa/confirm', { code: codeAt(server, first) }, token)).toBe(
      '401 auth.mfa_invalid',
    );
    expect(await verdict('POST /auth/mfa/confirm', { code: codeAt(server, second) }, token)).toBe('200');
    expect(await verdict('POST /auth/mfa/setup', {}, token)).toBe('409 auth.mfa_on');
  });

  it('is not for guests, who have nothing to sign in with', async () => {
    const { token } = (await call(server, 'POST /auth/guest', {})).body;
    expect(await verdict('POST /auth/mfa/setup', {}, token)).toBe('409 auth.upgrade_first');
  });

  it('changes only after a proof of the last five minutes', async () => {
    const ann = await newcomer();
    const bob = await plain();
    server.clock?.advance(fiveMinutes);
    const code = codeAt(server, ann.secret);
    const tries = [
      ['POST /auth/mfa/setup', {}, bob.token],
      ['POST /auth/mfa/recovery', { code }, ann.token],
      ['POST /auth/mfa/disable', { code }, ann.token],
    ] as const;
    for (const [route, input, token] of tries)
      expect(await verdict(route, input, token)).toBe('401 auth.reauth_required');
    expect((await prove(bob.token, { password })).status).toBe(200);
    expect(await verdict('POST /auth/mfa/setup', {}, bob.token)).toBe('200');
  });

  it('goes by a code, and the old codes go with it', async () => {
    const ann = await newcomer();
    expect(await verdict('POST /auth/mfa/disable', { code: '000000' }, ann.token)).toBe(
      '401 auth.mfa_invalid',
    );
    expect(await verdict('POST /auth/mfa/disable', { code: codeAt(server, ann.secret) }, ann.token)).toBe(
      '204',
    );
    expect(await status(ann.token)).toEqual({ enabled: false, enabled_at: null, recovery_codes_left: 0 });
    const { username } = ann;
    expect(await verdictOf(call(server, 'POST /auth/login', { username, password }))).toBe('200');
    expect(await verdict('POST /auth/mfa/recovery', { code: ann.recovery_codes[0] }, ann.token)).toBe(
      '409 auth.mfa_off',
    );
  });

  it('is taken off by a studio’s own code, for who lost both app and codes', async () => {
    const ann = await newcomer();
    const factors = server.get(SecondFactor);
    expect([await factors.remove(ann.user_id), await factors.remove(ann.user_id)]).toEqual([true, false]);
    const { username } = ann;
    expect(await verdictOf(call(server, 'POST /auth/login', { username, password }))).toBe('200');
    expect(await factors.remove('nobody')).toBe(false);
  });

  it('gets new recovery codes, and the old ones are void', async () => {
    const ann = await newcomer();
    const { body } = await call(
      server,
      'POST /auth/mfa/recovery',
      { code: codeAt(server, ann.secret) },
      ann.token,
    );
    const { recovery_codes } = body as Body & { recovery_codes: string[] };
    expect(new Set([...recovery_codes, ...ann.recovery_codes]).size).toBe(20);
    const token = await halfSignIn(server, ann.username);
    expect(await verdictOf(verify(server, token, ann.recovery_codes[0] ?? ''))).toBe('401 auth.mfa_invalid');
    expect(await verdictOf(verify(server, token, recovery_codes[0] ?? ''))).toBe('200');
  });

  it('is not lost when the keys of the ring change', async () => {
    const ann = await newcomer();
    const ring = server.get(KeyRing);
    const wearer = server
      .get(PluginHost)
      .keyWearers()
      .find(({ plugin }) => plugin === 'auth')?.wearer;
    const [old] = [...((await wearer?.worn()) ?? new Map<string, number>()).keys()];
    await ring.rotate('sealing');
    expect(await wearer?.rewrap(old ?? '', 1000)).toBeGreaterThan(0);
    expect([...((await wearer?.worn()) ?? new Map<string, number>()).keys()]).not.toContain(old);
    const token = await halfSignIn(server, ann.username);
    expect(await verdictOf(verify(server, token, codeAt(server, ann.secret)))).toBe('200');
  });

  describe('and proving oneself once more', () => {
    it('takes the password or a code, and says when', async () => {
      const ann = await newcomer();
      server.clock?.advance(fiveMinutes);
      const before = await sessionOf(ann.token);
      expect((await prove(ann.token, { password: 'wrong' })).body.error?.code).toBe(
        'auth.invalid_credentials',
      );
      expect((await prove(ann.token, { code: '000000' })).body.error?.code).toBe('auth.mfa_invalid');
      expect((await sessionOf(ann.token)).proved_at).toBe(before.proved_at);
      const { body } = await prove(ann.token, { code: codeAt(server, ann.secret) });
      expect((await sessionOf(ann.token)).proved_at).toBe((body as Body & { proved_at: string }).proved_at);
    });

    it('takes exactly one of them', async () => {
      const { token } = await plain();
      for (const input of [{}, { password, code: '000000' }])
        expect((await prove(token, input)).body.error?.code).toBe('request.invalid');
    });

    it('tells nobody whether there is a second factor that is not there', async () => {
      const { token } = await plain();
      expect((await prove(token, { code: '000000' })).body.error?.code).toBe('auth.mfa_invalid');
    });

    it('may be tried a few times in ten minutes', async () => {
      const ann = await newcomer();
      for (let count = 0; count < 5; count += 1) await prove(ann.token, { password: 'wrong' });
      expect((await prove(ann.token, { password })).body.error?.code).toBe('auth.rate_limited');
      for (let count = 0; count < 5; count += 1) await prove(ann.token, { code: '000000' });
      nextStep(server);
      expect((await prove(ann.token, { code: codeAt(server, ann.secret) })).body.error?.code).toBe(
        'auth.rate_limited',
      );
    });

    it('counts for one session, and not for those that are refreshed or opened besides', async () => {
      const { token, refresh_token } = await plain();
      server.clock?.advance(fiveMinutes);
      const { body } = await call(server, 'POST /auth/refresh', { refresh_token });
      expect(await verdict('POST /auth/mfa/setup', {}, body.token)).toBe('401 auth.reauth_required');
      expect(await verdict('POST /auth/mfa/setup', {}, token)).toBe('401 auth.reauth_required');
    });
  });
});

describe('a second factor that is turned on or off', () => {
  it('is told to the player by mail, where the address is proved', async () => {
    const box = memoryMail();
    const server = await startAuth({}, { adapters: [box.adapter] });
    try {
      const { verified, flush } = mailSteps(() => server, box);
      const { token, email } = await verified({ language: 'de' });
      const { body } = await call(server, 'POST /auth/mfa/setup', {}, token);
      const { secret } = body as Body & { secret: string };
      await call(server, 'POST /auth/mfa/confirm', { code: codeAt(server, secret) }, token);
      await flush();
      expect(box.last(email)?.subject).toBe('Dein Konto bei AeThex Cloud hat jetzt einen zweiten Faktor');
      nextStep(server);
      await call(server, 'POST /auth/mfa/disable', { code: codeAt(server, secret) }, token);
      await flush();
      expect(box.last(email)?.subject).toBe('Dein Konto bei AeThex Cloud hat keinen zweiten Faktor mehr');
      expect(JSON.stringify(box)).not.toContain(secret);
    } finally {
      await server.stop();
    }
  });
});
