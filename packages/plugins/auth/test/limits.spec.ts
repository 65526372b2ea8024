import { afterEach, describe, expect, it } from '@jest/globals';
import { Dispatcher } from '@aethex/core';
import { auth, isAethexError } from '@aethex/protocol';
import { wires, type TestServer } from '@aethex/testing';
import {
  call,
  hashesOf,
  metric,
  password,
  startAuth,
  verdictOf,
  verdictOn,
  type Answer,
} from './fixtures.js';

const username = 'victim';

describe('tries to sign in', () => {
  let server: TestServer;
  const servers: TestServer[] = [];
  const start = async (...options: Parameters<typeof startAuth>): Promise<void> => {
    server = await startAuth(...options);
    servers.push(server);
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((one) => one.stop()));
  });

  const register = (name: string = username): Promise<Answer> =>
    call(server, 'POST /auth/register', { username: name, password });
  const login = (input: object): Promise<Answer> => call(server, 'POST /auth/login', input);
  const wrong = { username, password: 'not the password' };
  const right = { username, password };

  /** A call that comes from some address, and its code when it is refused. */
  async function from(address: string, method: string, input: object): Promise<string> {
    const origin = { wire: 'rest' as const, requestId: 'test', address, userAgent: '' };
    try {
      await server.get(Dispatcher).call({ method, input, identity: null, ...origin });
      return 'ok';
    } catch (error) {
      return isAethexError(error) ? error.code : String(error);
    }
  }
  const many = async (
    count: number,
    one: (index: number) => Promise<string>,
  ): Promise<Record<string, number>> => {
    const counted: Record<string, number> = {};
    for (const code of await Promise.all(Array.from({ length: count }, (_, index) => one(index))))
      counted[code] = (counted[code] ?? 0) + 1;
    return counted;
  };

  it('of 200 in parallel over REST, RPC batches and sockets cost no more hashes than the limit', async () => {
    await start({ triesPerAddress: 10_000 });
    await register();
    const socket = await server.as('attacker').open();
    const batch = (): Promise<unknown> =>
      fetch(`${server.url}/api/v1/rpc`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          Array.from({ length: 20 }, (_, id) => ({
            jsonrpc: '2.0',
            id,
            method: 'auth.login',
            params: wrong,
          })),
        ),
      });
    const hashes = await hashesOf(server, () =>
      Promise.all([
        ...Array.from({ length: 60 }, () => login(wrong)),
        ...Array.from({ length: 5 }, batch),
        ...Array.from({ length: 20 }, () => socket.rpc('auth.login', wrong)),
        ...Array.from({ length: 20 }, () =>
          server
            .anyone()
            .direct(auth)
            .login(wrong)
            .catch(() => undefined),
        ),
      ]),
    );
    expect(hashes).toBe(10);
    expect(await verdictOf(login(right))).toBe('429 auth.rate_limited');
  }, 30_000);

  it.each(wires)('say over %s how long to wait, and go on after that', async (wire) => {
    await start({ triesPerAccount: 2 });
    await register();
    const caller = wire === 'socket' ? server.as('somebody').socket(auth) : server.anyone()[wire](auth);
    for (let count = 0; count < 2; count += 1)
      await expect(caller.login(wrong)).rejects.toMatchObject({ code: 'auth.invalid_credentials' });
    const refused: { data: { retry_after: number } } = await caller.login(right).then(
      () => Promise.reject(new Error('it was let in')),
      (error: unknown) => error as never,
    );
    expect(refused).toMatchObject({ code: 'auth.rate_limited', retry: true });
    expect(refused.data.retry_after).toBe(600);
    server.clock?.advance(600_000);
    expect(await caller.login(right)).toHaveProperty('token');
  });

  it('say it in a header as well', async () => {
    await start({ triesPerAccount: 1 });
    await login(wrong);
    const { status, headers, body } = await login(wrong);
    expect([status, headers.get('retry-after'), body.error?.data]).toEqual([
      429,
      '600',
      { retry_after: 600 },
    ]);
  });

  it('are counted for names that nobody has, so that a limit tells nothing', async () => {
    await start();
    const tries = async (name: string): Promise<string[]> => {
      const verdicts = [];
      for (let count = 0; count < 12; count += 1)
        verdicts.push(await verdictOf(login({ username: name, password: 'not the password' })));
      return verdicts;
    };
    await register();
    expect(await tries('nobody-there')).toEqual(await tries(username));
  });

  it('are counted for one account however its name is written', async () => {
    await start({ triesPerAccount: 3 });
    await call(server, 'POST /auth/register', { email: 'victim@x.example', password });
    const spellings = ['victim@x.example', ' Victim@X.example', 'VICTIM@x.EXAMPLE'];
    for (const email of spellings)
      expect(await verdictOf(login({ email, password: 'wrong one' }))).toMatch(/^401/);
    expect(await verdictOf(login({ login: 'ｖictim@x.example', password }))).toBe('429 auth.rate_limited');
  });

  it('of strangers do not lock out a device that the account knows', async () => {
    await start({ triesPerAddress: 20 });
    const { body } = await register();
    const flood = await many(200, (index) => from(`203.0.113.${index}`, 'auth.login', wrong));
    expect(flood).toEqual({ 'auth.invalid_credentials': 10, 'auth.rate_limited': 190 });
    expect(await verdictOf(login(right))).toBe('429 auth.rate_limited');
    expect(await verdictOf(login({ ...right, device_token: body.device_token }))).toBe('200');
    expect(await verdictOf(call(server, 'POST /auth/refresh', { refresh_token: body.refresh_token }))).toBe(
      '200',
    );
    expect(await verdictOn(server, body.token)).toBe('200');
  }, 30_000);

  it('of a known device keep its token, and give a new one to a new device', async () => {
    await start();
    const { body } = await register();
    const again = await login({ ...right, device_token: body.device_token });
    expect(again.body.device_token).toBe(body.device_token);
    expect((await login(right)).body.device_token).not.toBe(body.device_token);
  });

  it('of a known device have a limit too', async () => {
    await start();
    const { body } = await register();
    const device = { device_token: body.device_token };
    const hashes = await hashesOf(server, () => many(40, () => verdictOf(login({ ...wrong, ...device }))));
    expect(hashes).toBe(10);
    expect(await verdictOf(login({ ...right, ...device }))).toBe('429 auth.rate_limited');
  });

  it('with the device token of another account count as a stranger’s', async () => {
    await start();
    await register();
    const other = await register('attacker');
    const borrowed = { ...wrong, device_token: other.body.device_token };
    const hashes = await hashesOf(server, () =>
      many(40, (index) => verdictOf(login(index % 2 === 0 ? wrong : borrowed))),
    );
    expect(hashes).toBe(10);
  });

  it('on many accounts are limited by the address, an IPv6 network counting as one', async () => {
    await start({ triesPerAddress: 15 });
    const stuffed = (address: (index: number) => string) =>
      many(50, (index) =>
        from(address(index), 'auth.login', { username: `user${index}`, password: 'stuffed one' }),
      );
    expect((await stuffed(() => '203.0.113.7'))['auth.invalid_credentials']).toBe(15);
    expect(
      (await stuffed((index) => `2001:db8:1:2:${index.toString(16)}::1`))['auth.invalid_credentials'],
    ).toBe(15);
    expect((await stuffed(() => '::ffff:203.0.113.7'))['auth.invalid_credentials']).toBeUndefined();
    expect(await from('198.51.100.1', 'auth.login', { username: 'another', password: 'stuffed one' })).toBe(
      'auth.invalid_credentials',
    );
  }, 30_000);

  it('from everywhere are limited too', async () => {
    await start({ triesEverywhere: 8 });
    const flood = await many(30, (index) =>
      from(`203.0.113.${index}`, 'auth.login', { username: `user${index}`, password: 'stuffed one' }),
    );
    expect(flood).toEqual({ 'auth.invalid_credentials': 8, 'auth.rate_limited': 22 });
  });

  it('to prove the old password have a limit that strangers cannot use up', async () => {
    await start();
    const token = (await register()).body.token;
    for (let count = 0; count < 12; count += 1) await login(wrong);
    const change = (current_password: string) =>
      verdictOf(
        call(server, 'PUT /auth/password', { current_password, new_password: 'staple gun sunday' }, token),
      );
    expect(await change(password)).toBe('204');
    const guesses = await many(30, () => change('not the password'));
    expect(guesses).toEqual({ '401 auth.invalid_credentials': 9, '429 auth.rate_limited': 21 });
  }, 30_000);

  it('by newcomers are limited by the address: accounts and guests, each by itself', async () => {
    await start({ registrationsPerAddress: 3, guestsPerAddress: 4 });
    const registered = await many(10, (index) =>
      from('203.0.113.7', 'auth.register', { username: `newcomer${index}`, password }),
    );
    expect(registered).toEqual({ ok: 3, 'auth.rate_limited': 7 });
    const secret = (index: number): string => `secret-of-guest-number-${index}-is-long`;
    const guests = await many(10, (index) =>
      from('203.0.113.7', 'auth.guest', { device_secret: secret(index) }),
    );
    expect(guests).toEqual({ ok: 4, 'auth.rate_limited': 6 });
    expect(await from('203.0.113.7', 'auth.guest', { device_secret: secret(0) })).toBe('ok');
    expect(await from('198.51.100.1', 'auth.guest', {})).toBe('ok');
  });

  it('find the door closed for a moment when too many hashes wait', async () => {
    await start({ hashesAtOnce: 1, hashQueue: 2 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        login({ username: `user${index}`, password: 'some password' }),
      ),
    );
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(3);
    expect(busy[0]?.body.error).toMatchObject({ code: 'auth.busy', retry: true });
    expect(busy[0]?.headers.get('retry-after')).toBe('1');
    expect(await metric(server, 'aethex_auth_password_hashes_waiting')).toBe(0);
  });
});
