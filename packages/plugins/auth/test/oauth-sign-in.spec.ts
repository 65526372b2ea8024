import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer } from '@aethex/testing';
import { call, metric, rows, verdictOf, verdictOn } from './fixtures.js';
import {
  Browser,
  callbackOf,
  newPkce,
  oauthSteps,
  publicUrl,
  returnTo,
  somebody,
  startOauth,
  type Providers,
  type SignedIn,
} from './oauth-steps.js';

describe('a sign-in with an account elsewhere', () => {
  let server: TestServer;
  let providers: Providers;
  const steps = oauthSteps(
    () => server,
    () => providers,
  );
  beforeAll(async () => {
    ({ server, providers } = await startOauth());
  });
  afterAll(() => server.stop());

  it('is offered by the providers that are bound, in their order', async () => {
    const { body } = await call(server, 'GET /auth/oauth');
    expect(body).toMatchObject({
      providers: [
        { name: 'trusted', title: 'Trusted', ways: ['redirect', 'token'] },
        { name: 'other', title: 'Other', ways: ['redirect'] },
        { name: 'doubted', title: 'Doubted', ways: ['redirect', 'token'] },
      ],
    });
  });

  it.each(['trusted', 'other', 'doubted'] as const)(
    'makes an account at the first time and opens it from then on: %s',
    async (provider) => {
      const person = somebody();
      const first = await steps.signIn(provider, person);
      expect([first.status, first.body.created]).toEqual([201, true]);
      expect(first.body.user).toMatchObject({ display_name: person.name, is_guest: false });
      expect(await verdictOn(server, first.body.token)).toBe('200');
      const again = await steps.signIn(provider, { ...person, email: 'moved@x.example', name: 'Moved' });
      expect([again.status, again.body.created]).toEqual([200, false]);
      expect(again.body.user_id).toBe(first.body.user_id);
    },
  );

  it('keeps an address only when a trusted provider has verified it', async () => {
    const trusted = somebody();
    expect((await steps.signIn('trusted', trusted)).body.user).toMatchObject({
      email: trusted.email,
      is_verified: true,
    });
    expect((await steps.signIn('doubted', somebody())).body.user.email).toBeNull();
    expect((await steps.signIn('other', somebody({ verified: false }))).body.user.email).toBeNull();
  });

  it('comes back to the page with the code and the game’s own state', async () => {
    providers.trusted.person = somebody();
    const begun = await steps.begin('trusted', { client_state: 'mine ✓' });
    expect(begun.url).toMatch(`${publicUrl}/api/v1/auth/oauth/trusted/start?flow=aof_`);
    const params = await steps.back(begun, await steps.visit('trusted', begun));
    expect(params.get('state')).toBe('mine ✓');
    expect(params.get('code')).toMatch(/^aoc_/);
    const [, cookie] = [...begun.browser.cookies][0] ?? [];
    expect([...begun.browser.cookies.keys()]).toEqual(['__Host-aethex_oauth']);
    expect(cookie).toMatch(/^aob_/);
  });

  it('tells the window that opened it, and nobody of another origin', async () => {
    providers.trusted.person = somebody();
    const begun = await steps.begin('trusted', { flow: 'popup' });
    const page = await (await begun.browser.go(await steps.visit('trusted', begun))).text();
    const { facts } = JSON.parse(/id="page-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}') as {
      facts: { target: string; code: string };
    };
    expect(facts.target).toBe('https://game.example');
    expect(await verdictOf(steps.exchange('trusted', facts.code, begun.verifier))).toBe('201');
  });

  it('leads a desktop game back to a port of its own machine', async () => {
    providers.trusted.person = somebody();
    const begun = await steps.begin('trusted', { flow: 'loopback', return_to: 'http://127.0.0.1:49152/' });
    const response = await begun.browser.go(await steps.visit('trusted', begun));
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.origin).toBe('http://127.0.0.1:49152');
    const code = location.searchParams.get('code') ?? '';
    expect(await verdictOf(steps.exchange('trusted', code, begun.verifier))).toBe('201');
  });

  it('begins from an address alone, as a link in a game', async () => {
    const person = somebody();
    providers.trusted.person = person;
    const pkce = newPkce();
    const query = new URLSearchParams({
      return_to: returnTo,
      code_challenge: pkce.challenge,
      client_state: 's',
    });
    const url = `${publicUrl}/api/v1/auth/oauth/trusted/start?${query}`;
    const code = await steps.codeFrom('trusted', {
      ...pkce,
      url,
      pollToken: '',
      browser: new Browser(server),
    });
    expect(await verdictOf(steps.exchange('trusted', code, pkce.verifier))).toBe('201');
  });

  it('takes the form a provider posts, in which no cookie comes along', async () => {
    providers.trusted.person = somebody();
    const begun = await steps.begin('trusted');
    const there = new URL(await steps.visit('trusted', begun));
    const form = { method: 'POST', body: there.searchParams };
    const posted = await new Browser(server).go(callbackOf('trusted'), form);
    expect(posted.status).toBe(303);
    const params = await steps.back(begun, posted.headers.get('location') ?? '');
    expect(params.get('code')).toMatch(/^aoc_/);
  });

  it('takes a token of the platform’s own library', async () => {
    const person = somebody();
    providers.trusted.person = person;
    const token = providers.trusted.ticket('n-1');
    const answer = await call(server, 'POST /auth/oauth/trusted', { token, nonce: 'n-1' });
    expect(answer.status).toBe(201);
    const byBrowser = await steps.signIn('trusted', person);
    expect(byBrowser.body.user_id).toBe(answer.body.user_id);
    expect(await verdictOf(call(server, 'POST /auth/oauth/other', { token }))).toBe('400 oauth.way_missing');
    expect(await verdictOf(call(server, 'POST /auth/oauth/trusted', {}))).toBe('400 request.invalid');
    expect(await verdictOf(call(server, 'POST /auth/oauth/nobody', { token }))).toBe(
      '404 oauth.unknown_provider',
    );
  });

  it('says that the person said no', async () => {
    providers.trusted.consents = false;
    const begun = await steps.begin('trusted');
    const params = await steps.back(begun, await steps.visit('trusted', begun));
    providers.trusted.consents = true;
    expect(params.get('error')).toBe('denied');
    expect(params.get('state')).toBe('xyz');
  });

  it('is counted by its way, and remembers the device that began it', async () => {
    providers.other.person = somebody();
    const before = await metric(server, 'aethex_auth_sign_ins_total{way="oauth:other"}');
    const begun = await steps.begin('other', { device: { name: 'Deck' } });
    const code = await steps.codeFrom('other', begun);
    const { body } = await steps.exchange('other', code, begun.verifier);
    expect(await metric(server, 'aethex_auth_sign_ins_total{way="oauth:other"}')).toBe(before + 1);
    const { body: list } = await call(server, 'GET /auth/sessions', undefined, body.token);
    expect(list).toMatchObject({ sessions: [{ device: { name: 'Deck' } }] });
  });

  it('leaves no secret of anybody in the database', async () => {
    await steps.signIn('trusted', somebody());
    const kept = JSON.stringify([
      await rows(server, 'SELECT * FROM "auth_oauth_flows"'),
      await rows(server, 'SELECT * FROM "auth_external_identities"'),
    ]);
    expect(kept).not.toMatch(/ao[fsbcp]_[A-Za-z0-9_-]{20}|secret-(?:access|refresh)/);
  });

  describe('that a game waits for', () => {
    const poll = (person = somebody()) => {
      providers.trusted.person = person;
      return steps.begin('trusted', { flow: 'poll', device: { name: 'Console' } });
    };
    const wait = (poll_token: string, code_verifier: string) =>
      call(server, 'POST /auth/oauth/wait', { poll_token, code_verifier });
    /** What the page that asks the player knows. */
    const asked = async (response: Response): Promise<{ code: string; page: string }> => {
      const page = await response.text();
      const { facts } = JSON.parse(/id="page-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}') as {
        facts: { code: string };
      };
      return { code: facts.code, page };
    };
    const decide = (browser: Browser, code: string, approve: boolean) =>
      browser.go(`${publicUrl}/api/v1/auth/oauth/trusted/confirm`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, approve }),
      });

    it('is handed over once the player has said that they began it', async () => {
      const begun = await poll();
      const { code, page } = await asked(await begun.browser.go(await steps.visit('trusted', begun)));
      expect(page).toContain('Console');
      const waiting = wait(begun.pollToken, begun.verifier);
      expect((await decide(begun.browser, code, true)).status).toBe(204);
      const { body } = await waiting;
      const { status, session } = body as unknown as { status: string; session: SignedIn };
      expect([status, session.created]).toEqual(['signed_in', true]);
      expect(await verdictOn(server, session.token)).toBe('200');
      expect(await verdictOf(wait(begun.pollToken, begun.verifier))).toBe('400 oauth.code_invalid');
    });

    it('is nobody’s when the player says no, or has been sent a link by somebody else', async () => {
      const begun = await poll();
      const { code } = await asked(await begun.browser.go(await steps.visit('trusted', begun)));
      expect((await decide(new Browser(server), code, true)).status).toBe(400);
      expect((await decide(begun.browser, code, false)).status).toBe(204);
      const { body } = await wait(begun.pollToken, begun.verifier);
      expect(body).toEqual({ status: 'denied', session: null });
      expect((await decide(begun.browser, code, true)).status).toBe(400);
    });

    it('is told to nobody without the verifier', async () => {
      const begun = await poll();
      expect(await verdictOf(wait(begun.pollToken, newPkce().verifier))).toBe('400 oauth.code_invalid');
      expect(await verdictOf(wait('aop_no', begun.verifier))).toBe('400 oauth.code_invalid');
    });
  });
});
