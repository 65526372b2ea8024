import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer } from '@aethex/testing';
import { call, password, rows, verdictOf, verdictOn } from './fixtures.js';
import {
  Browser,
  callbackOf,
  newPkce,
  oauthSteps,
  publicUrl,
  returnTo,
  somebody,
  startOauth,
  type Begun,
  type Providers,
} from './oauth-steps.js';
import type { Person } from './test-provider.js';

const refused = '400 oauth.code_invalid';
const wrongState = '400 oauth.state_invalid';

describe('attacks on a sign-in with an account elsewhere', () => {
  let server: TestServer;
  let providers: Providers;
  let victim: Person;
  let victimId: string;
  const steps = oauthSteps(
    () => server,
    () => providers,
  );
  const { begin, visit, exchange } = steps;
  beforeAll(async () => {
    ({ server, providers } = await startOauth());
    victim = somebody({ email: 'victim@x.example' });
    victimId = (await steps.signIn('trusted', victim)).body.user_id;
  });
  afterAll(() => server.stop());

  const sessionsOf = async (playerId: string): Promise<number> =>
    (await rows(server, `SELECT "id" FROM "auth_sessions" WHERE "player_id" = '${playerId}'`)).length;
  /** What a program is told at the callback. */
  const callback = async (begun: Begun, url: string): Promise<string> => {
    const response = await begun.browser.go(url);
    const location = response.headers.get('location');
    if (location) return new URL(location).searchParams.get('error') ?? 'code';
    const { error } = (await response.json()) as { error: { code: string } };
    return `${response.status} ${error.code}`;
  };
  const enter = async (name: keyof Providers, person: Person): Promise<string> => {
    const { status, body } = await steps.signIn(name, person);
    if (body.error) return `${status} ${body.error.code}`;
    return body.user_id === victimId ? 'the victim’s account' : 'another account';
  };
  const asVictim = (name: keyof Providers): void => {
    providers[name].person = victim;
  };
  /** A sign-in of the victim that has come back with a code. */
  const ofVictim = async (more: object = {}, token?: string): Promise<Begun & { code: string }> => {
    asVictim('trusted');
    const begun = await begin('trusted', more, token);
    return { ...begun, code: await steps.codeFrom('trusted', begun) };
  };
  const attacker = async (): Promise<string> => (await steps.signIn('trusted', somebody())).body.token;
  const startWith = (input: object): Promise<string> =>
    verdictOf(
      call(server, 'POST /auth/oauth/trusted/start', {
        flow: 'redirect',
        return_to: returnTo,
        code_challenge: newPkce().challenge,
        ...input,
      }),
    );
  const leaveBy = async (query: Record<string, string>): Promise<string> => {
    const url = `${publicUrl}/api/v1/auth/oauth/trusted/start?${new URLSearchParams(query)}`;
    const response = await new Browser(server).go(url);
    const { error } = (await response.json()) as { error: { code: string } };
    return `${response.status} ${error.code}`;
  };

  const battery: readonly (readonly [what: string, expected: string, attack: () => Promise<string>])[] = [
    [
      'the victim’s address, not verified',
      '409 oauth.link_required',
      () => enter('trusted', somebody({ email: 'victim@x.example', verified: false })),
    ],
    [
      'it in capital letters',
      '409 oauth.link_required',
      () => enter('other', somebody({ email: 'VICTIM@X.EXAMPLE', verified: false })),
    ],
    [
      'it in full-width letters',
      '409 oauth.link_required',
      () => enter('other', somebody({ email: 'ｖictim@x.example', verified: false })),
    ],
    [
      'one that only looks like it',
      'another account',
      () => enter('trusted', somebody({ email: 'vіctim@x.example' })),
    ],
    [
      'it, verified by a provider that is not believed',
      '409 oauth.link_required',
      () => enter('doubted', somebody({ email: 'victim@x.example' })),
    ],
    [
      'the victim’s id at another provider',
      'another account',
      () => enter('other', { ...somebody({ email: null }), id: victim.id }),
    ],
    [
      'the victim’s id and address at a provider that is not believed',
      '409 oauth.link_required',
      () => enter('doubted', victim),
    ],
    [
      'no state',
      wrongState,
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = new URL(await visit('trusted', begun));
        url.searchParams.delete('state');
        return callback(begun, url.toString());
      },
    ],
    [
      'a made-up state',
      wrongState,
      async () => callback(await begin('trusted'), `${callbackOf('trusted')}?state=aos_x&code=1`),
    ],
    [
      'a state twice in one address',
      wrongState,
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        return callback(begun, `${await visit('trusted', begun)}&state=another`);
      },
    ],
    [
      'a state that was used',
      wrongState,
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = await visit('trusted', begun);
        await begun.browser.go(url);
        return callback(begun, url);
      },
    ],
    [
      'a state in another browser',
      wrongState,
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = await visit('trusted', begun);
        return callback({ ...begun, browser: new Browser(server) }, url);
      },
    ],
    [
      'a state with the cookie of another sign-in',
      wrongState,
      async () => {
        asVictim('trusted');
        const [begun, own] = [await begin('trusted'), await begin('trusted')];
        const url = await visit('trusted', begun);
        await visit('trusted', own);
        return callback({ ...begun, browser: own.browser }, url);
      },
    ],
    [
      'a state at the address of another provider',
      wrongState,
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = (await visit('trusted', begun)).replace('/trusted/', '/other/');
        return callback(begun, url);
      },
    ],
    [
      'a state that is ten minutes old',
      wrongState,
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = await visit('trusted', begun);
        server.clock?.advance(600_001);
        return callback(begun, url);
      },
    ],
    [
      'an address of ours that has done its work',
      wrongState,
      async () => {
        const { browser, url } = await ofVictim();
        const response = await browser.go(url);
        return `${response.status} ${((await response.json()) as { error: { code: string } }).error.code}`;
      },
    ],
    ['no PKCE', '400 request.invalid', () => startWith({ code_challenge: undefined })],
    ['no PKCE in an address', wrongState, () => leaveBy({ return_to: returnTo })],
    [
      'plain PKCE',
      wrongState,
      () =>
        leaveBy({
          return_to: returnTo,
          code_challenge: newPkce().verifier,
          code_challenge_method: 'plain',
        }),
    ],
    ['a PKCE challenge that is too short', '400 request.invalid', () => startWith({ code_challenge: 'abc' })],
    [
      'a code without its verifier',
      refused,
      async () => verdictOf(exchange('trusted', (await ofVictim()).code, newPkce().verifier)),
    ],
    [
      'a code with its challenge for a verifier',
      refused,
      async () => {
        const { code, challenge } = await ofVictim();
        return verdictOf(exchange('trusted', code, challenge));
      },
    ],
    [
      'a code at another provider',
      refused,
      async () => {
        const { code, verifier } = await ofVictim();
        return verdictOf(exchange('other', code, verifier));
      },
    ],
    [
      'a code that is a minute old',
      refused,
      async () => {
        const { code, verifier } = await ofVictim();
        server.clock?.advance(60_001);
        return verdictOf(exchange('trusted', code, verifier));
      },
    ],
    [
      'a code of a sign-in, linked to the attacker’s account',
      refused,
      async () => {
        const { code, verifier } = await ofVictim();
        const input = { provider: 'trusted', code, code_verifier: verifier };
        return verdictOf(call(server, 'POST /auth/identities', input, await attacker()));
      },
    ],
    [
      'a code of the attacker’s own link, for a sign-in',
      refused,
      async () => {
        const { code, verifier } = await ofVictim({ intent: 'link' }, await attacker());
        return verdictOf(exchange('trusted', code, verifier));
      },
    ],
    [
      'a code of somebody else’s link',
      refused,
      async () => {
        const { code, verifier } = await ofVictim({ intent: 'link' }, await attacker());
        const input = { provider: 'trusted', code, code_verifier: verifier };
        return verdictOf(call(server, 'POST /auth/identities', input, await attacker()));
      },
    ],
    ...[
      `${returnTo}/`,
      `${returnTo}?next=//evil.example`,
      `${returnTo}#x`,
      'https://game.example.evil.example/signed-in',
      'https://game.example@evil.example/signed-in',
      '//evil.example/signed-in',
      'https:\\\\evil.example/signed-in',
      'https://game%2eexample/signed-in',
      'http://game.example/signed-in',
      'http://localhost:3000/',
      'javascript:alert(1)',
    ].map(
      (return_to) =>
        [`back to ${return_to}`, '400 oauth.redirect_invalid', () => startWith({ return_to })] as const,
    ),
    [
      'a provider that answers 200 with an error',
      'provider_error',
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = await visit('trusted', begun);
        providers.trusted.trouble = 'provider_error';
        return callback(begun, url).finally(() => (providers.trusted.trouble = null));
      },
    ],
    [
      'an ID token with another issuer, audience or nonce',
      'token_invalid',
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = await visit('trusted', begun);
        providers.trusted.trouble = 'token_invalid';
        return callback(begun, url).finally(() => (providers.trusted.trouble = null));
      },
    ],
    [
      'the provider’s code in the attacker’s sign-in',
      'provider_error',
      async () => {
        asVictim('trusted');
        const stolen = new URL(await visit('trusted', await begin('trusted'))).searchParams.get('code') ?? '';
        const own = await begin('trusted');
        const url = new URL(await visit('trusted', own));
        url.searchParams.set('code', stolen);
        return callback(own, url.toString());
      },
    ],
    [
      'a platform’s token with another nonce',
      '401 oauth.token_invalid',
      async () => {
        asVictim('trusted');
        const token = providers.trusted.ticket('mine');
        return verdictOf(call(server, 'POST /auth/oauth/trusted', { token, nonce: 'yours' }));
      },
    ],
    [
      'a platform’s token beside a code',
      '400 request.invalid',
      async () => {
        const { code, verifier } = await ofVictim();
        return verdictOf(exchange('trusted', code, verifier, { token: 'x' }));
      },
    ],
  ];

  it('are forty and more', () => expect(battery.length).toBeGreaterThan(40));

  it.each(battery)('%s: %s', async (_what, expected, attack) => {
    const before = await sessionsOf(victimId);
    expect(await attack()).toBe(expected);
    expect(await sessionsOf(victimId)).toBe(before);
  });

  it('a code that is shown again ends the session it gave, and never gives another', async () => {
    const { code, verifier } = await ofVictim();
    const { body } = await exchange('trusted', code, verifier);
    expect(await verdictOn(server, body.token)).toBe('200');
    expect(await verdictOf(exchange('trusted', code, newPkce().verifier))).toBe(refused);
    expect(await verdictOn(server, body.token)).toBe('401 auth.session_revoked');
    expect(await verdictOf(exchange('trusted', code, verifier))).toBe(refused);
  });

  it('of many that show one code at once at most one gets in', async () => {
    const { code, verifier } = await ofVictim();
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange('trusted', code, verifier)));
    const tokens = answers.flatMap(({ body }) => (body.error ? [] : [body.token]));
    expect(tokens.length).toBeLessThan(2);
    // The others were a second use, so even that one is out again.
    for (const token of tokens) expect(await verdictOn(server, token)).toBe('401 auth.session_revoked');
  });

  it('whoever waited in an account with an address of somebody else is out when its owner comes', async () => {
    const email = 'owner@x.example';
    const made = await call(server, 'POST /auth/register', { email, password, username: 'squatter' });
    const owner = await steps.signIn('trusted', somebody({ email }));
    expect([owner.status, owner.body.created]).toEqual([201, true]);
    expect(owner.body.user_id).not.toBe(made.body.user_id);
    expect(owner.body.user).toMatchObject({ email, is_verified: true });
    expect(await verdictOn(server, made.body.token)).toBe('401 auth.session_revoked');
    for (const name of [{ email }, { username: 'squatter' }])
      expect(await verdictOf(call(server, 'POST /auth/login', { ...name, password }))).toBe(
        '401 auth.invalid_credentials',
      );
  });

  it('the owner of a verified address gets into their account by any provider that is believed', async () => {
    const answer = await steps.signIn('other', somebody({ email: victim.email }));
    expect([answer.body.user_id, answer.body.created]).toEqual([victimId, false]);
    const { body } = await call(server, 'GET /auth/identities', undefined, answer.body.token);
    expect(body).toMatchObject({ identities: [{ provider: 'trusted' }, { provider: 'other' }] });
  });
});

describe('a server that tells nobody which addresses are taken', () => {
  it('does not tell it by a provider that verifies none, either', async () => {
    const { server, providers } = await startOauth({ registration: 'verify_first' });
    const steps = oauthSteps(
      () => server,
      () => providers,
    );
    await steps.signIn('trusted', somebody({ email: 'ann@x.example' }));
    const stranger = await steps.signIn('other', somebody({ email: 'ann@x.example', verified: false }));
    expect([stranger.status, stranger.body.user.email]).toEqual([201, null]);
    await server.stop();
  });
});
