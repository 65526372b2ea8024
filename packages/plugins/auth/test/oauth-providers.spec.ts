import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { discord, github, google, oidc } from '@aethex/oauth';
import {
  openIdServer,
  standInClient,
  standInDiscord,
  standInGitHub,
  standInGoogle,
  type OpenIdServer,
  type StandInDiscord,
  type StandInGitHub,
  type StandInGoogle,
  type TestServer,
  type Wrong,
} from '@aethex/testing';
import { call, rows, startAuth, verdictOf, verdictOn } from './fixtures.js';
import { callbackOf, oauthSteps, publicUrl, returnTo, somebody } from './oauth-steps.js';

interface Providers {
  readonly google: StandInGoogle;
  readonly discord: StandInDiscord;
  readonly github: StandInGitHub;
  readonly studio: OpenIdServer;
}

describe('signing in with the providers themselves', () => {
  let server: TestServer;
  let at: Providers;
  const steps = oauthSteps<keyof Providers>(
    () => server,
    () => at,
  );
  beforeAll(async () => {
    at = {
      google: await standInGoogle(),
      discord: await standInDiscord(),
      github: await standInGitHub(),
      studio: await openIdServer({ redirectUris: [callbackOf('studio')] }),
    };
    const adapters = [
      google({ ...standInClient, endpoints: at.google.endpoints }),
      discord({ ...standInClient, endpoints: at.discord.endpoints }),
      github({ ...standInClient, endpoints: at.github.endpoints }),
      oidc({ ...standInClient, name: 'studio', issuer: at.studio.issuer }),
    ];
    server = await startAuth({ oauthReturnUrls: [returnTo] }, { adapters, http: { publicUrl } });
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all(Object.values(at).map((one: { stop(): Promise<void> }) => one.stop()));
  });

  const outcome = async (provider: keyof Providers): Promise<string> => {
    const begun = await steps.begin(provider);
    const params = await steps.back(begun, await steps.visit(provider, begun));
    return params.get('error') ?? 'code';
  };
  const sessions = async (): Promise<number> =>
    (await rows(server, 'SELECT "id" FROM "auth_sessions"')).length;

  it.each(['google', 'discord', 'github', 'studio'] as const)(
    'makes an account at the first time and opens it from then on: %s',
    async (provider) => {
      const person = somebody();
      const first = await steps.signIn(provider, person);
      expect([first.status, first.body.created]).toEqual([201, true]);
      expect(await verdictOn(server, first.body.token)).toBe('200');
      const again = await steps.signIn(provider, { ...person, email: 'moved@x.example' });
      expect([again.status, again.body.user_id]).toEqual([200, first.body.user_id]);
    },
  );

  it.each(['google', 'discord', 'github', 'studio'] as const)(
    'lets nobody into an account by an address that was not verified: %s',
    async (provider) => {
      const victim = somebody();
      await steps.signIn('google', victim);
      const stranger = somebody({ email: victim.email, verified: false });
      expect(await verdictOf(steps.signIn(provider, stranger))).toBe('409 oauth.link_required');
    },
  );

  it.each<[Wrong, string]>([
    ['error_with_200', 'provider_error'],
    ['no_access_token', 'provider_error'],
    ['garbage', 'provider_error'],
    ['status_500', 'provider_unavailable'],
    ['wrong_audience', 'token_invalid'],
    ['wrong_issuer', 'token_invalid'],
    ['wrong_nonce', 'token_invalid'],
    ['no_nonce', 'token_invalid'],
    ['expired', 'token_invalid'],
    ['unsigned', 'token_invalid'],
    ['foreign_key', 'token_invalid'],
    ['shared_secret', 'token_invalid'],
  ])('opens no session when Google answers wrongly: %s', async (wrong, error) => {
    const before = await sessions();
    at.google.person = somebody();
    at.google.wrong = wrong;
    expect(await outcome('google').finally(() => (at.google.wrong = null))).toBe(error);
    expect(await sessions()).toBe(before);
  });

  it('keeps the way back of one provider from the others', async () => {
    at.studio.person = somebody();
    const begun = await steps.begin('studio');
    const url = (await steps.visit('studio', begun)).replace('/studio/', '/google/');
    const response = await begun.browser.go(url);
    expect(response.status).toBe(400);
    // RFC 9207: an answer that names another issuer is none.
    const own = await steps.begin('studio');
    const back = new URL(await steps.visit('studio', own));
    back.searchParams.set('iss', 'https://evil.example');
    expect((await steps.back(own, back.toString())).get('code')).toBeNull();
  });

  it('takes an ID token only with the nonce it was asked for with', async () => {
    at.google.person = somebody();
    const token = await at.google.idToken('mine');
    const hand = (nonce?: string) =>
      verdictOf(call(server, 'POST /auth/oauth/google', { token, ...(nonce && { nonce }) }));
    expect(await hand('yours')).toBe('401 oauth.token_invalid');
    expect(await hand('mine')).toBe('201');
  });
});
