import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attackSteps, refused, startScene, type Attack, type Scene } from './attack-steps.js';
import { call, password, verdictOf, verdictOn } from './fixtures.js';
import { newPkce, oauthSteps, returnTo, somebody, startOauth } from './oauth-steps.js';

describe('attacks on the outcome of a sign-in elsewhere', () => {
  let scene: Scene;
  const steps = attackSteps(() => scene);
  const { begin, visit, exchange, asVictim, ofVictim, attacker, callback } = steps;
  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene.server.stop());

  const battery: readonly Attack[] = [
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
        scene.server.clock?.advance(60_001);
        return verdictOf(exchange('trusted', code, verifier));
      },
    ],
    [
      'a code of a sign-in, linked to the attacker’s account',
      refused,
      async () => {
        const { code, verifier } = await ofVictim();
        const input = { provider: 'trusted', code, code_verifier: verifier };
        return verdictOf(call(scene.server, 'POST /auth/identities', input, await attacker()));
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
        return verdictOf(call(scene.server, 'POST /auth/identities', input, await attacker()));
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
        [`back to ${return_to}`, '400 oauth.redirect_invalid', () => steps.startWith({ return_to })] as const,
    ),
    [
      'a provider that answers 200 with an error',
      'provider_error',
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = await visit('trusted', begun);
        scene.providers.trusted.trouble = 'provider_error';
        return callback(begun, url).finally(() => (scene.providers.trusted.trouble = null));
      },
    ],
    [
      'an ID token with another issuer, audience or nonce',
      'token_invalid',
      async () => {
        asVictim('trusted');
        const begun = await begin('trusted');
        const url = await visit('trusted', begun);
        scene.providers.trusted.trouble = 'token_invalid';
        return callback(begun, url).finally(() => (scene.providers.trusted.trouble = null));
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
        const token = scene.providers.trusted.ticket('mine');
        return verdictOf(call(scene.server, 'POST /auth/oauth/trusted', { token, nonce: 'yours' }));
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

  it.each(battery)('%s: %s', async (_what, expected, attack) => {
    const before = await steps.sessionsOf(scene.victimId);
    expect(await attack()).toBe(expected);
    expect(await steps.sessionsOf(scene.victimId)).toBe(before);
  });

  it('a code that is shown again ends the session it gave, and never gives another', async () => {
    const { code, verifier } = await ofVictim();
    const { body } = await exchange('trusted', code, verifier);
    expect(await verdictOn(scene.server, body.token)).toBe('200');
    expect(await verdictOf(exchange('trusted', code, newPkce().verifier))).toBe(refused);
    expect(await verdictOn(scene.server, body.token)).toBe('401 auth.session_revoked');
    expect(await verdictOf(exchange('trusted', code, verifier))).toBe(refused);
  });

  it('of many that show one code at once at most one gets in', async () => {
    const { code, verifier } = await ofVictim();
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange('trusted', code, verifier)));
    const tokens = answers.flatMap(({ body }) => (body.error ? [] : [body.token]));
    expect(tokens.length).toBeLessThan(2);
    // The others were a second use, so even that one is out again.
    for (const token of tokens) expect(await verdictOn(scene.server, token)).toBe('401 auth.session_revoked');
  });

  it('whoever waited in an account with an address of somebody else is out when its owner comes', async () => {
    const email = 'owner@x.example';
    const made = await call(scene.server, 'POST /auth/register', { email, password, username: 'squatter' });
    const owner = await steps.signIn('trusted', somebody({ email }));
    expect([owner.status, owner.body.created]).toEqual([201, true]);
    expect(owner.body.user_id).not.toBe(made.body.user_id);
    expect(owner.body.user).toMatchObject({ email, is_verified: true });
    expect(await verdictOn(scene.server, made.body.token)).toBe('401 auth.session_revoked');
    for (const name of [{ email }, { username: 'squatter' }])
      expect(await verdictOf(call(scene.server, 'POST /auth/login', { ...name, password }))).toBe(
        '401 auth.invalid_credentials',
      );
  });

  it('the owner of a verified address gets into their account by any provider that is believed', async () => {
    const answer = await steps.signIn('other', somebody({ email: scene.victim.email }));
    expect([answer.body.user_id, answer.body.created]).toEqual([scene.victimId, false]);
    const { body } = await call(scene.server, 'GET /auth/identities', undefined, answer.body.token);
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
