import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attackSteps, startScene, wrongState, type Attack, type Scene } from './attack-steps.js';
import { Browser, callbackOf, newPkce, returnTo, somebody } from './oauth-steps.js';

describe('attacks on the way of a sign-in elsewhere', () => {
  let scene: Scene;
  const steps = attackSteps(() => scene);
  const { begin, visit, asVictim, ofVictim, callback } = steps;
  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene.server.stop());

  const battery: readonly Attack[] = [
    [
      'the victim’s address, not verified',
      '409 oauth.link_required',
      () => steps.enter('trusted', somebody({ email: 'victim@x.example', verified: false })),
    ],
    [
      'it in capital letters',
      '409 oauth.link_required',
      () => steps.enter('other', somebody({ email: 'VICTIM@X.EXAMPLE', verified: false })),
    ],
    [
      'it in full-width letters',
      '409 oauth.link_required',
      () => steps.enter('other', somebody({ email: 'ｖictim@x.example', verified: false })),
    ],
    [
      'one that only looks like it',
      'another account',
      () => steps.enter('trusted', somebody({ email: 'vіctim@x.example' })),
    ],
    [
      'it, verified by a provider that is not believed',
      '409 oauth.link_required',
      () => steps.enter('doubted', somebody({ email: 'victim@x.example' })),
    ],
    [
      'the victim’s id at another provider',
      'another account',
      () => steps.enter('other', { ...somebody({ email: null }), id: scene.victim.id }),
    ],
    [
      'the victim’s id and address at a provider that is not believed',
      '409 oauth.link_required',
      () => steps.enter('doubted', scene.victim),
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
        return callback({ ...begun, browser: new Browser(scene.server) }, url);
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
        scene.server.clock?.advance(600_001);
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
    ['no PKCE', '400 request.invalid', () => steps.startWith({ code_challenge: undefined })],
    ['no PKCE in an address', wrongState, () => steps.leaveBy({ return_to: returnTo })],
    [
      'plain PKCE',
      wrongState,
      () =>
        steps.leaveBy({
          return_to: returnTo,
          code_challenge: newPkce().verifier,
          code_challenge_method: 'plain',
        }),
    ],
    [
      'a PKCE challenge that is too short',
      '400 request.invalid',
      () => steps.startWith({ code_challenge: 'abc' }),
    ],
  ];

  it.each(battery)('%s: %s', async (_what, expected, attack) => {
    const before = await steps.sessionsOf(scene.victimId);
    expect(await attack()).toBe(expected);
    expect(await steps.sessionsOf(scene.victimId)).toBe(before);
  });
});
