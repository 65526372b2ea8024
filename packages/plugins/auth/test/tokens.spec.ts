import { sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticator, Jobs, KeyRing, type Identity, type SigningKey } from '@aethex/core';
import { auth } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { call, startAuth, verdictOf, verdictOn } from './fixtures.js';
import { forgeries } from './forge.js';

const guest = async (server: TestServer) => (await call(server, 'POST /auth/guest', {})).body;
const currentKey = async (server: TestServer): Promise<SigningKey> => {
  const [newest] = (await server.get(KeyRing).signingKeys()) as [SigningKey];
  return newest;
};
const jwksOf = async (server: TestServer): Promise<JSONWebKeySet> =>
  (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;

/** A token signed with any key, with claims of one's own. */
async function signed(key: SigningKey, claims: object): Promise<string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const data = `${part({ alg: 'EdDSA', typ: 'at+jwt', kid: key.id })}.${part(claims)}`;
  return `${data}.${sign(null, Buffer.from(data), key.privateKey).toString('base64url')}`;
}

async function verdictOverRpc(server: TestServer, token: string): Promise<string> {
  const { status, body } = await call(
    server,
    'POST /rpc',
    { jsonrpc: '2.0', id: 1, method: 'auth.getProfile', params: {} },
    token,
  );
  const { error } = body as unknown as { error?: { data: { code: string } } };
  return error ? `${status} ${error.data.code}` : String(status);
}

/** What the socket says before it closes; 4501 is the close code of a 401. */
async function verdictOverSocket(server: TestServer, token: string): Promise<string> {
  const socket = await server.rawSocket();
  socket.send({ type: 'auth', token });
  const refused = socket.closed.then(async ({ code }) => {
    const said = socket.frames.find(({ type }) => type === 'error') as { code: string } | undefined;
    return `${code === 4501 ? '401' : code} ${said?.code ?? ''}`;
  });
  const verdict = await Promise.race([socket.next('auth_ok').then(() => '200'), refused]);
  socket.close();
  await socket.closed;
  return verdict;
}

/** 1009: a frame that is longer than a stranger's may be is not even read. */
const refusal = /^401 auth\.(token_invalid|token_expired|session_revoked)$|^1009 $/;

describe('an access token', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAuth();
  });
  afterAll(() => server.stop());

  it('says who it is for, in which session and game, from when and until when', async () => {
    const { token, user_id } = await guest(server);
    const now = server.clock!.now().getTime() / 1000;
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'EdDSA',
      typ: 'at+jwt',
      kid: (await currentKey(server)).id,
    });
    expect(decodeJwt(token)).toEqual({
      iss: 'aethex',
      aud: 'aethex',
      sub: user_id,
      sid: expect.any(String),
      gid: 'default',
      iat: now,
      nbf: now,
      exp: now + 900,
      jti: expect.any(String),
    });
  });

  it('is good for 15 minutes to the second', async () => {
    const { token } = await guest(server);
    server.clock?.advance(899_999);
    expect(await verdictOn(server, token)).toBe('200');
    server.clock?.advance(1);
    expect(await verdictOn(server, token)).toBe('401 auth.token_expired');
    expect(await verdictOn(server, token)).toBe('401 auth.token_expired');
  });

  it('is answered at once when it was seen before', async () => {
    const { token, user_id } = await guest(server);
    const authenticator = server.get(Authenticator);
    expect(authenticator.who(token)).toBeInstanceOf(Promise);
    await authenticator.who(token);
    const identity = authenticator.who(token) as Identity;
    expect(identity).toMatchObject({ who: 'player', id: user_id, gameId: 'default' });
    expect(identity).toBe(authenticator.who(token));
  });

  it('closes the socket it opened when it expires', async () => {
    const { token } = await guest(server);
    const socket = await server.rawSocket();
    await socket.signIn(token);
    server.clock?.advance(900_000);
    expect((await socket.closed).code).toBe(4005);
  });

  it.each([
    ['rest', verdictOn],
    ['rpc', verdictOverRpc],
    ['socket', verdictOverSocket],
  ] as const)('opens nothing over %s once it has been tampered with', async (_, verdict) => {
    const [{ token }, ended, other] = [await guest(server), await guest(server), await guest(server)];
    await call(server, 'POST /auth/logout', {}, ended.token);
    const claims = decodeJwt(token);
    const own = await currentKey(server);
    expect(await verdict(server, await signed(own, claims))).toBe('200');
    const forged = forgeries({
      own,
      claims,
      token,
      endedSession: decodeJwt(ended.token)['sid'] as string,
      otherPlayer: other.user_id,
    });
    expect(forged.length).toBeGreaterThan(60);
    const opened: string[] = [];
    const began = performance.now();
    for (const [what, one] of forged) {
      const answer = await verdict(server, one);
      if (!refusal.test(answer)) opened.push(`${what}: ${answer}`);
    }
    expect(opened).toEqual([]);
    expect((performance.now() - began) / forged.length).toBeLessThan(50);
    expect(await verdict(server, token)).toBe('200');
  });

  it('of another server opens nothing', async () => {
    const other = await startAuth();
    try {
      expect(await verdictOn(server, (await guest(other)).token)).toBe('401 auth.token_invalid');
    } finally {
      await other.stop();
    }
  });

  it('speaks for nobody whose account was suspended before it was seen', async () => {
    const { token, user_id } = await guest(server);
    const { Db } = await import('@aethex/core');
    await server
      .get(Db)
      .write((em) => em.run('UPDATE auth_accounts SET is_active = FALSE WHERE id = $1', [user_id]));
    expect(await verdictOn(server, token)).toBe('401 auth.session_revoked');
  });
});

describe('the signing keys', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAuth();
  });
  afterAll(() => server.stop());

  const rotate = async (): Promise<void> => {
    await server.get(Jobs).add({ name: 'auth.rotateKeys' });
    await server.flushJobs();
  };

  it('are published without their secret, for five minutes', async () => {
    const response = await fetch(`${server.url}/.well-known/jwks.json`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const { id } = await currentKey(server);
    expect(await response.json()).toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), use: 'sig', alg: 'EdDSA', kid: id }],
    });
  });

  it('let anybody verify a token', async () => {
    const { token, user_id } = await guest(server);
    const { payload } = await jwtVerify(token, createLocalJWKSet(await jwksOf(server)), {
      issuer: 'aethex',
      audience: 'aethex',
      typ: 'at+jwt',
      currentDate: server.clock!.now(),
    });
    expect(payload.sub).toBe(user_id);
  });

  it('are replaced after 30 days; old tokens live on, and then the old key is destroyed', async () => {
    const old = await currentKey(server);
    await rotate();
    expect((await currentKey(server)).id).toBe(old.id);

    server.clock?.advance(30 * 86_400_000);
    const before = await guest(server);
    await rotate();
    expect((await currentKey(server)).id).not.toBe(old.id);
    const after = await guest(server);
    expect(decodeProtectedHeader(after.token).kid).not.toBe(old.id);
    expect(await verdictOn(server, before.token)).toBe('200');
    expect((await jwksOf(server)).keys.map(({ kid }) => kid)).toEqual([
      (await currentKey(server)).id,
      old.id,
    ]);

    const claims = decodeJwt(before.token);
    const now = (): number => server.clock!.now().getTime() / 1000;
    server.clock?.advance(959_000);
    const late = { ...claims, iat: now(), nbf: now(), exp: now() + 900 };
    expect(await verdictOn(server, await signed(old, late))).toBe('200');
    server.clock?.advance(1000);
    expect(await verdictOn(server, await signed(old, { ...late, jti: 'another' }))).toBe(
      '401 auth.token_invalid',
    );
    expect((await jwksOf(server)).keys).toHaveLength(1);

    expect(await server.get(KeyRing).signingKeys()).toHaveLength(2);
    await rotate();
    expect(await server.get(KeyRing).signingKeys()).toHaveLength(1);
    expect(await verdictOf(call(server, 'POST /auth/refresh', { refresh_token: before.refresh_token }))).toBe(
      '200',
    );
  });

  it('of another node are found when a token names one', async () => {
    const { token } = await guest(server);
    const ours = server.get(KeyRing);
    await ours.signingKeys();
    const two = await startAuth({}, { dir: server.dir });
    try {
      two.clock?.set(server.clock!.now());
      await two.get(KeyRing).rotate('signing');
      const fresh = await guest(two);
      expect(decodeProtectedHeader(fresh.token).kid).not.toBe(decodeProtectedHeader(token).kid);
      expect(await verdictOn(server, fresh.token)).toBe('200');
      await server.anyone().rest(auth).logout({ refresh_token: fresh.refresh_token });
    } finally {
      await two.stop();
    }
  });
});
