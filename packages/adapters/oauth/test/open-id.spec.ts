import type { IdentityProvider } from '@aethex/core';
import { openIdServer, standInApple, standInClient, type OpenIdServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exportPKCS8, generateKeyPair } from 'jose';
import { apple, oidc } from '../src/index.js';
import { made, redirectUri, signIn } from './kit.js';

describe('a real OpenID server', () => {
  let server: OpenIdServer;
  let provider: IdentityProvider;
  beforeAll(async () => {
    server = await openIdServer({ redirectUris: [redirectUri] });
    provider = await made(oidc({ name: 'studio', title: 'Studio', issuer: server.issuer, ...standInClient }));
  });
  afterAll(() => server.stop());

  it('says who somebody is, with an address that its word verifies', async () => {
    expect(await signIn(provider, server)).toMatchObject({
      issuer: server.issuer,
      subject: 'u-1',
      email: 'ann@example.org',
      emailVerified: true,
      name: 'Ann',
    });
    expect(provider.about()).toEqual({ title: 'Studio', ways: ['redirect', 'token'], trustsEmail: false });
  });

  it('is asked with PKCE S256, state and a nonce', async () => {
    const { url, kept } = await provider.begin({ redirectUri, state: 'of-ours' });
    const query = Object.fromEntries(new URL(url).searchParams);
    expect(query).toMatchObject({
      state: 'of-ours',
      code_challenge_method: 'S256',
      scope: 'openid email profile',
    });
    const { verifier, nonce } = JSON.parse(kept) as { verifier: string; nonce: string };
    expect(query['nonce']).toBe(nonce);
    expect(url).not.toContain(verifier);
  });

  it('gives nothing for a verifier that is not the one', async () => {
    const { kept } = await provider.begin({ redirectUri, state: 's' });
    await expect(signIn(provider, server, { kept })).rejects.toMatchObject({ code: 'oauth.provider_error' });
  });

  it('gives nothing for a code a second time', async () => {
    const { url, kept } = await provider.begin({ redirectUri, state: 's' });
    const params = Object.fromEntries((await server.visit(url)).searchParams);
    await provider.finish({ redirectUri, state: 's', kept, params });
    await expect(provider.finish({ redirectUri, state: 's', kept, params })).rejects.toMatchObject({
      code: 'oauth.provider_error',
    });
  });

  it('is not confused with another one: its answers carry its issuer', async () => {
    const { url, kept } = await provider.begin({ redirectUri, state: 's' });
    const params = Object.fromEntries((await server.visit(url)).searchParams);
    expect(params['iss']).toBe(server.issuer);
    for (const iss of ['https://accounts.google.com', `${server.issuer}/`])
      await expect(
        provider.finish({ redirectUri, state: 's', kept, params: { ...params, iss } }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^oauth\.(token_invalid|provider_error)$/) });
  });

  it('refuses another state than ours', async () => {
    await expect(signIn(provider, server, { state: 'another' })).rejects.toMatchObject({
      code: expect.stringMatching(/^oauth\.(token_invalid|provider_error)$/),
    });
  });

  it('is away when nothing answers at its address, and wrong when somebody else does', async () => {
    const gone = await made(oidc({ name: 'gone', issuer: 'http://127.0.0.1:9', clientId: 'c' }));
    await expect(gone.begin({ redirectUri, state: 's' })).rejects.toMatchObject({
      code: 'oauth.provider_unavailable',
    });
    const other = await made(oidc({ name: 'other', issuer: `${server.issuer}/tenant`, clientId: 'c' }));
    await expect(other.begin({ redirectUri, state: 's' })).rejects.toMatchObject({
      code: 'oauth.provider_error',
    });
  });

  it('may not be reached in the clear, but on this machine', () => {
    const options = { name: 'x', clientId: 'c' };
    expect(() => oidc({ ...options, issuer: 'http://id.example.org' })).toThrow(/https address/);
    expect(() => oidc({ ...options, issuer: 'nowhere' })).toThrow(/https address/);
    expect(() => oidc({ ...options, name: 'Not A Name', issuer: 'https://id.example.org' })).toThrow(
      /lower-case/,
    );
  });
});

describe('Apple', () => {
  let standIn: Awaited<ReturnType<typeof standInApple>>;
  let provider: IdentityProvider;
  beforeAll(async () => {
    standIn = await standInApple();
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    provider = await made(
      apple({
        clientId: standInClient.clientId,
        teamId: 'TEAM',
        keyId: 'KEY',
        privateKey: await exportPKCS8(privateKey),
        issuer: standIn.url,
      }),
    );
  });
  afterEach(() => {
    standIn.wrong = null;
  });
  afterAll(() => standIn.stop());

  it('is shown a secret that we sign, and posts its answer', async () => {
    const { url } = await provider.begin({ redirectUri, state: 's' });
    expect(new URL(url).searchParams.get('response_mode')).toBe('form_post');
    expect(await signIn(provider, standIn)).toMatchObject({
      issuer: standIn.url,
      subject: '1001',
      email: 'ann@example.org',
      emailVerified: true,
    });
  });

  it.each(['wrong_audience', 'wrong_issuer', 'wrong_nonce', 'no_nonce', 'expired', 'foreign_key'] as const)(
    'refuses an identity token that is wrong: %s',
    async (wrong) => {
      standIn.wrong = wrong;
      await expect(signIn(provider, standIn)).rejects.toMatchObject({ code: 'oauth.token_invalid' });
    },
  );

  it('takes an identity token of an app, with its nonce', async () => {
    const token = await standIn.idToken('n');
    expect(await provider.verify(token, { nonce: 'n' })).toMatchObject({ subject: '1001' });
    expect(await provider.verify(token, { nonce: 'm' })).toBeNull();
    standIn.wrong = 'wrong_audience';
    expect(await provider.verify(await standIn.idToken('n'), { nonce: 'n' })).toBeNull();
  });
});
