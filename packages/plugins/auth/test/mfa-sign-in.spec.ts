import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer } from '@aethex/testing';
import { codeAt, guarded, halfSignIn, nextStep, tokenIn, verify, type Guarded } from './factor-steps.js';
import { call, hashesOf, metric, password, rows, sql, startAuth, verdictOf } from './fixtures.js';
import { gameKey, pretendKeys } from './pretend-keys.js';

describe('a sign-in with a second factor', () => {
  let server: TestServer;
  let names = 0;
  const newcomer = (): Promise<Guarded> => guarded(server, `factor${++names}x`);
  const verdict = (token: string, code: string): Promise<string> => verdictOf(verify(server, token, code));
  beforeAll(async () => {
    server = await startAuth({ mfaTries: 30 }, { plugins: [pretendKeys()] });
  });
  afterAll(() => server.stop());

  it('asks for it after the right password, and opens the session with its code', async () => {
    const ann = await newcomer();
    const { username } = ann;
    const refused = await call(server, 'POST /auth/login', { username, password });
    expect([refused.status, refused.body.error?.code]).toEqual([401, 'auth.mfa_required']);
    expect(refused.body.error?.data).toEqual({
      mfa_token: expect.stringMatching(/^amt_[\w-]{43}$/) as unknown,
      expires_in: 300,
    });
    const mfa_token = tokenIn(refused);
    const { status, body } = await verify(server, mfa_token, codeAt(server, ann.secret));
    expect([status, body.user_id]).toEqual([200, ann.user_id]);
    const session = (await call(server, 'GET /auth/session', undefined, body.token)).body;
    expect(session).toMatchObject({ user_id: ann.user_id, game_id: 'default', mfa: true });
  });

  it('says nothing of it to whoever does not know the password, at the price of one hash like any other', async () => {
    const { username } = await newcomer();
    const wrong = { username, password: 'not the password' };
    const hashes = await hashesOf(server, async () => {
      expect(await verdictOf(call(server, 'POST /auth/login', wrong))).toBe('401 auth.invalid_credentials');
      expect(await verdictOf(call(server, 'POST /auth/login', { username, password }))).toBe(
        '401 auth.mfa_required',
      );
    });
    expect(hashes).toBe(2);
  });

  it('takes a code once, in this sign-in and in every other', async () => {
    const ann = await newcomer();
    const [first, second] = [await halfSignIn(server, ann.username), await halfSignIn(server, ann.username)];
    const code = codeAt(server, ann.secret);
    expect(await verdict(first, code)).toBe('200');
    expect(await verdict(first, code)).toBe('401 auth.mfa_invalid');
    expect(await verdict(second, code)).toBe('401 auth.mfa_invalid');
    nextStep(server);
    expect(await verdict(second, codeAt(server, ann.secret, -1))).toBe('401 auth.mfa_invalid');
    expect(await verdict(second, codeAt(server, ann.secret))).toBe('200');
  });

  it('takes one of many that race with the same code', async () => {
    const ann = await newcomer();
    const tokens = [];
    for (let count = 0; count < 4; count += 1) tokens.push(await halfSignIn(server, ann.username));
    const code = codeAt(server, ann.secret);
    const verdicts = await Promise.all(tokens.map((token) => verdict(token, code)));
    expect(verdicts.filter((one) => one === '200')).toHaveLength(1);
  });

  it('takes codes of clocks that go half a minute wrong, and no others', async () => {
    const ann = await newcomer();
    nextStep(server);
    nextStep(server);
    const token = await halfSignIn(server, ann.username);
    expect(await verdict(token, codeAt(server, ann.secret, -2))).toBe('401 auth.mfa_invalid');
    expect(await verdict(token, codeAt(server, ann.secret, 2))).toBe('401 auth.mfa_invalid');
    expect(await verdict(token, codeAt(server, ann.secret, 1))).toBe('200');
  });

  it('may be tried five times, and is void after that even for the right code', async () => {
    const ann = await newcomer();
    const token = await halfSignIn(server, ann.username);
    for (let count = 0; count < 5; count += 1)
      expect(await verdict(token, '000000')).toBe('401 auth.mfa_invalid');
    const before = await metric(server, 'aethex_auth_code_checks_total');
    expect(await verdict(token, codeAt(server, ann.secret))).toBe('401 auth.mfa_invalid');
    expect(await metric(server, 'aethex_auth_code_checks_total')).toBe(before);
  });

  it('waits for 5 minutes', async () => {
    const ann = await newcomer();
    const token = await halfSignIn(server, ann.username);
    server.clock?.advance(300_000);
    expect(await verdict(token, codeAt(server, ann.secret))).toBe('401 auth.mfa_invalid');
  });

  it('is finished in the game it was begun in', async () => {
    const ann = await newcomer();
    const token = await halfSignIn(server, ann.username);
    const input = { mfa_token: token, code: codeAt(server, ann.secret) };
    const elsewhere = call(server, 'POST /auth/mfa/verify', input, undefined, gameKey('comet'));
    expect(await verdictOf(elsewhere)).toBe('401 auth.mfa_invalid');
    expect(await verdictOf(call(server, 'POST /auth/mfa/verify', input))).toBe('200');
  });

  it('is void when the password was changed meanwhile', async () => {
    const ann = await newcomer();
    const token = await halfSignIn(server, ann.username);
    const change = { current_password: password, new_password: 'quite another password' };
    expect(await verdictOf(call(server, 'PUT /auth/password', change, ann.token))).toBe('204');
    expect(await verdict(token, codeAt(server, ann.secret))).toBe('401 auth.mfa_invalid');
  });

  it('takes a recovery code instead, each once and however it is typed', async () => {
    const ann = await newcomer();
    const [first = '', second = ''] = ann.recovery_codes;
    expect(await verdict(await halfSignIn(server, ann.username), first)).toBe('200');
    const token = await halfSignIn(server, ann.username);
    expect(await verdict(token, first)).toBe('401 auth.mfa_invalid');
    expect(await verdict(token, second.toUpperCase().replaceAll('-', ' '))).toBe('200');
    const { body } = await call(server, 'GET /auth/mfa', undefined, ann.token);
    expect(body).toMatchObject({ enabled: true, recovery_codes_left: 8 });
  });

  it('knows the device again', async () => {
    const ann = await newcomer();
    const input = { mfa_token: await halfSignIn(server, ann.username), code: codeAt(server, ann.secret) };
    const { body } = await call(server, 'POST /auth/mfa/verify', {
      ...input,
      device_token: ann.device_token,
    });
    expect(body.device_token).toBe(ann.device_token);
  });

  it('is not told to somebody suspended before the code was right', async () => {
    const ann = await newcomer();
    const token = await halfSignIn(server, ann.username);
    await sql(server, 'UPDATE "auth_accounts" SET "is_active" = false WHERE "id" = $1', [ann.user_id]);
    expect(await verdict(token, '000000')).toBe('401 auth.mfa_invalid');
    expect(await verdict(token, codeAt(server, ann.secret))).toBe('403 auth.suspended');
  });

  it.each(['', 'amt_', `amt_${'x'.repeat(43)}`, `art_${'x'.repeat(43)}`])(
    'is not begun by "%s"',
    async (token) => {
      expect(await verdict(token, '000000')).toBe('401 auth.mfa_invalid');
    },
  );

  it('leaves neither secrets nor codes nor tokens lying about', async () => {
    const ann = await newcomer();
    const token = await halfSignIn(server, ann.username);
    const kept = JSON.stringify([
      await rows(server, 'SELECT * FROM "auth_totp"'),
      await rows(server, 'SELECT * FROM "auth_recovery_codes"'),
      await rows(server, 'SELECT * FROM "auth_mfa_challenges"'),
    ]);
    for (const secret of [token, ann.secret, ...ann.recovery_codes, ...ann.recovery_codes.map(bare)])
      expect(kept).not.toContain(secret);
    expect(await rows(server, 'SELECT "sealed_secret" FROM "auth_totp"')).not.toHaveLength(0);
  });
});

describe('second factors under attack', () => {
  it('are looked at no more often than the limit allows, over REST, RPC batches and sockets together', async () => {
    const server = await startAuth({ triesPerAddress: 10_000, triesPerAccount: 10_000 });
    try {
      const { username } = await guarded(server, 'victim');
      const tokens: string[] = [];
      for (let count = 0; count < 8; count += 1) tokens.push(await halfSignIn(server, username));
      const socket = await server.as('attacker').open();
      const inputs = tokens.flatMap((mfa_token) =>
        Array.from({ length: 12 }, (_, index) => ({ mfa_token, code: String(100_000 + index) })),
      );
      const batch = inputs.map((params, id) => ({ jsonrpc: '2.0', id, method: 'auth.mfaVerify', params }));
      await Promise.all([
        ...inputs.map((input) => call(server, 'POST /auth/mfa/verify', input)),
        ...[0, 1, 2, 3, 4].map((part) => call(server, 'POST /rpc', batch.slice(part * 19, part * 19 + 19))),
        ...inputs.slice(0, 40).map((input) => socket.rpc('auth.mfaVerify', input)),
      ]);
      // One of the ten turned it on.
      expect(await metric(server, 'aethex_auth_code_checks_total')).toBe(10);
      const { body } = await call(server, 'POST /auth/mfa/verify', inputs[95]);
      expect(body.error?.code).toMatch(/^auth\.(?:rate_limited|mfa_invalid)$/);
    } finally {
      await server.stop();
    }
  }, 60_000);
});

const bare = (code: string): string => code.replaceAll('-', '');
