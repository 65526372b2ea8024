import type { Adapter, IdentityProvider } from '@aethex/core';
import {
  standInClient,
  standInDiscord,
  standInGitHub,
  standInGoogle,
  type StandIn,
  type Wrong,
} from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { discord, github, google } from '../src/index.js';
import { made, redirectUri, signIn } from './kit.js';

interface Case {
  readonly name: string;
  readonly issuer: string;
  readonly start: () => Promise<StandIn>;
  readonly adapterOf: (standIn: never) => Adapter<IdentityProvider>;
}

const cases: readonly Case[] = [
  {
    name: 'Google',
    issuer: 'https://accounts.google.com',
    start: standInGoogle,
    adapterOf: ({ endpoints }: Awaited<ReturnType<typeof standInGoogle>>) =>
      google({ ...standInClient, endpoints }),
  },
  {
    name: 'Discord',
    issuer: 'https://discord.com',
    start: standInDiscord,
    adapterOf: ({ endpoints }: Awaited<ReturnType<typeof standInDiscord>>) =>
      discord({ ...standInClient, endpoints }),
  },
  {
    name: 'GitHub',
    issuer: 'https://github.com',
    start: standInGitHub,
    adapterOf: ({ endpoints }: Awaited<ReturnType<typeof standInGitHub>>) =>
      github({ ...standInClient, endpoints }),
  },
];

describe.each(cases)('$name', ({ start, adapterOf, issuer, name }) => {
  let standIn: StandIn;
  let provider: IdentityProvider;
  beforeAll(async () => {
    standIn = await start();
    provider = await made(adapterOf(standIn as never));
  });
  afterEach(() => {
    standIn.wrong = null;
    standIn.consents = true;
    standIn.person = { id: '1001', email: 'ann@example.org', verified: true, name: 'Ann' };
  });
  afterAll(() => standIn.stop());

  it('says who somebody is', async () => {
    expect(await signIn(provider, standIn)).toMatchObject({
      issuer,
      subject: '1001',
      email: 'ann@example.org',
      emailVerified: true,
      name: 'Ann',
      tokens: { access: expect.any(String), refresh: expect.any(String) },
    });
    expect(provider.about()).toMatchObject({ title: name, trustsEmail: true });
  });

  it('asks with our state and PKCE S256, and tells the verifier to nobody before the end', async () => {
    const { url, kept } = await provider.begin({ redirectUri, state: 'of-ours' });
    const query = new URL(url).searchParams;
    expect(query.get('state')).toBe('of-ours');
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('redirect_uri')).toBe(redirectUri);
    const { verifier } = JSON.parse(kept) as { verifier: string };
    expect(url).not.toContain(verifier);
  });

  it('does not take an unverified address for a verified one', async () => {
    standIn.person = { ...standIn.person, verified: false };
    expect(await signIn(provider, standIn)).toMatchObject({ email: 'ann@example.org', emailVerified: false });
  });

  it('signs in who has no address', async () => {
    standIn.person = { ...standIn.person, email: null };
    expect(await signIn(provider, standIn)).toMatchObject({
      subject: '1001',
      email: null,
      emailVerified: false,
    });
  });

  it('hears that somebody said no', async () => {
    standIn.consents = false;
    await expect(signIn(provider, standIn)).rejects.toMatchObject({ code: 'oauth.denied' });
  });

  it('refuses a state that is not ours, before it asks anybody', async () => {
    standIn.asked.length = 0;
    await expect(signIn(provider, standIn, { state: 'another' })).rejects.toMatchObject({
      code: 'oauth.provider_error',
    });
    expect(standIn.asked).not.toContain('/token');
  });

  it('can do nothing with a code whose verifier it does not hold, or for another address', async () => {
    const foreign = JSON.stringify({ verifier: 'x'.repeat(43), nonce: 'n' });
    for (const changes of [{ kept: foreign }, { redirectUri: 'https://evil.example/callback' }])
      await expect(signIn(provider, standIn, changes)).rejects.toMatchObject({
        code: 'oauth.provider_error',
      });
  });

  it('can use a code once', async () => {
    const state = 'once';
    const { url, kept } = await provider.begin({ redirectUri, state });
    const params = Object.fromEntries((await standIn.visit(url)).searchParams);
    await provider.finish({ redirectUri, state, kept, params });
    await expect(provider.finish({ redirectUri, state, kept, params })).rejects.toMatchObject({
      code: 'oauth.provider_error',
    });
  });

  const wrongs: readonly [Wrong, string][] = [
    ['error_with_200', 'oauth.provider_error'],
    ['no_access_token', 'oauth.provider_error'],
    ['garbage', 'oauth.provider_error'],
    ['no_subject', name === 'Google' ? 'oauth.token_invalid' : 'oauth.provider_error'],
    ['status_500', 'oauth.provider_unavailable'],
  ];
  it.each(wrongs)('takes no answer for a sign-in that is wrong: %s', async (wrong, code) => {
    standIn.wrong = wrong;
    await expect(signIn(provider, standIn)).rejects.toMatchObject({ code });
  });
});

describe('Google', () => {
  let standIn: Awaited<ReturnType<typeof standInGoogle>>;
  let provider: IdentityProvider;
  beforeAll(async () => {
    standIn = await standInGoogle();
    provider = await made(google({ ...standInClient, endpoints: standIn.endpoints }));
  });
  afterEach(() => {
    standIn.wrong = null;
  });
  afterAll(() => standIn.stop());

  const forged: readonly Wrong[] = [
    'wrong_audience',
    'wrong_issuer',
    'expired',
    'unsigned',
    'foreign_key',
    'shared_secret',
    'no_subject',
  ];

  it.each([...forged, 'wrong_nonce', 'no_nonce', 'no_id_token'] as const)(
    'refuses an ID token in a sign-in that is wrong: %s',
    async (wrong) => {
      standIn.wrong = wrong;
      await expect(signIn(provider, standIn)).rejects.toMatchObject({ code: 'oauth.token_invalid' });
    },
  );

  it('takes an ID token of a phone, with the nonce that was asked for', async () => {
    const token = await standIn.idToken('n-1');
    expect(await provider.verify(token, { nonce: 'n-1' })).toMatchObject({
      subject: '1001',
      emailVerified: true,
    });
    expect(await provider.verify(token, { nonce: 'n-2' })).toBeNull();
    expect(await provider.verify('no token', {})).toBeNull();
  });

  it.each(forged)('takes no ID token of a phone that is wrong: %s', async (wrong) => {
    standIn.wrong = wrong;
    expect(await provider.verify(await standIn.idToken('n-1'), { nonce: 'n-1' })).toBeNull();
  });
});

describe('a provider that does not answer', () => {
  it('is given five seconds, and is left alone after five tries', async () => {
    const standIn = await standInDiscord();
    standIn.wrong = 'stall';
    const provider = await made(discord({ ...standInClient, endpoints: standIn.endpoints }));
    const began = performance.now();
    const tries = await Promise.all(
      Array.from({ length: 5 }, () => signIn(provider, standIn).catch(({ code }: { code: string }) => code)),
    );
    const took = performance.now() - began;
    expect(tries).toEqual(Array.from({ length: 5 }, () => 'oauth.provider_unavailable'));
    expect(took).toBeGreaterThan(4500);
    standIn.asked.length = 0;
    await expect(provider.begin({ redirectUri, state: 's' })).rejects.toMatchObject({
      code: 'oauth.provider_unavailable',
      retryAfter: 5,
    });
    expect(standIn.asked).toEqual([]);
    await standIn.stop();
  }, 30_000);

  it('is said to be away when nothing listens', async () => {
    const standIn = await standInGitHub();
    const provider = await made(github({ ...standInClient, endpoints: standIn.endpoints }));
    const { url, kept } = await provider.begin({ redirectUri, state: 's' });
    const params = Object.fromEntries((await standIn.visit(url)).searchParams);
    await standIn.stop();
    await expect(provider.finish({ redirectUri, state: 's', kept, params })).rejects.toMatchObject({
      code: 'oauth.provider_unavailable',
    });
  });
});
