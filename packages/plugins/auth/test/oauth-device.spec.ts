import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestServer } from '@aethex/testing';
import { call, password, startAuth, verdictOf, verdictOn, type Answer } from './fixtures.js';

interface Shown {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
}

const minute = 60_000;

describe('a sign-in on a device without a keyboard', () => {
  let server: TestServer;
  let token: string;
  let playerId: string;
  let players = 0;
  beforeAll(async () => {
    server = await startAuth({}, { http: { publicUrl: 'https://play.example' } });
  });
  beforeEach(async () => {
    server.clock?.advance(minute);
    const username = `holder${++players}`;
    const { body } = await call(server, 'POST /auth/register', { username, password });
    [token, playerId] = [body.token, body.user_id];
  });
  afterAll(() => server.stop());

  const post = (path: string, input: object, as?: string): Promise<Answer> =>
    call(server, `POST /auth/device${path}`, input, as);
  const start = async (device: object = { name: 'Living room', platform: 'tv' }): Promise<Shown> =>
    (await post('', { device })).body as unknown as Shown;
  const ask = (device_code: string): Promise<string> => verdictOf(post('/token', { device_code }));
  const lookUp = (user_code: string, as = token): Promise<Answer> => post('/lookup', { user_code }, as);
  const decide = (user_code: string, approve: boolean, as = token): Promise<string> =>
    verdictOf(post('/decide', { user_code, approve }, as));
  const wait = (seconds: number): void => server.clock?.advance(seconds * 1000);

  it('shows a code, is approved elsewhere, and gets a session of that player once', async () => {
    const shown = await start();
    expect(shown).toMatchObject({ expires_in: 600, interval: 5 });
    expect(shown.verification_uri).toBe('https://play.example/account/device');
    expect(shown.verification_uri_complete).toBe(`${shown.verification_uri}#code=${shown.user_code}`);
    expect(await ask(shown.device_code)).toBe('400 oauth.authorization_pending');
    const { body } = await lookUp(shown.user_code.toLowerCase().replace('-', ' '));
    expect(body).toMatchObject({
      game: 'Default',
      device: { name: 'Living room', platform: 'tv' },
      network: '127.0.0.0/24',
    });
    expect(await decide(shown.user_code, true)).toBe('204');
    wait(5);
    const answer = await post('/token', { device_code: shown.device_code });
    expect(answer.body.user_id).toBe(playerId);
    expect(await verdictOn(server, answer.body.token)).toBe('200');
    wait(5);
    expect(await ask(shown.device_code)).toBe('400 oauth.expired_token');
    expect((await lookUp(shown.user_code)).status).toBe(404);
  });

  it('gets nothing when it is refused, or when nobody comes for ten minutes', async () => {
    const [refused, forgotten] = [await start(), await start()];
    await lookUp(refused.user_code);
    expect(await decide(refused.user_code, false)).toBe('204');
    expect(await ask(refused.device_code)).toBe('400 oauth.access_denied');
    wait(600);
    expect(await ask(forgotten.device_code)).toBe('400 oauth.expired_token');
    expect((await lookUp(forgotten.user_code)).status).toBe(404);
    expect(await ask('aod_nonsense')).toBe('400 oauth.expired_token');
  });

  it('has to slow down by five seconds each time it asks too soon', async () => {
    const { device_code } = await start();
    expect(await ask(device_code)).toBe('400 oauth.authorization_pending');
    wait(4);
    const { body } = await post('/token', { device_code });
    expect(body.error).toMatchObject({ code: 'oauth.slow_down', data: { interval: 10 } });
    wait(9);
    expect(await ask(device_code)).toBe('400 oauth.slow_down');
    wait(15);
    expect(await ask(device_code)).toBe('400 oauth.authorization_pending');
  });

  it('is not guessed: five codes a minute, however many ask at once', async () => {
    const guesses = Array.from({ length: 12 }, (_, index) => `BBBB-BB${'BCDFGHJKLMNP'[index]}B`);
    const verdicts = await Promise.all(guesses.map((code) => verdictOf(lookUp(code))));
    expect(verdicts.filter((verdict) => verdict === '404 oauth.user_code_invalid')).toHaveLength(5);
    expect(verdicts.filter((verdict) => verdict === '429 oauth.rate_limited')).toHaveLength(7);
  });

  it('is decided on only by who has looked at it, and says nothing to others', async () => {
    const { user_code, device_code } = await start();
    expect(await decide(user_code, true)).toBe('404 oauth.user_code_invalid');
    await lookUp(user_code);
    const stranger = (await call(server, 'POST /auth/guest', {})).body.token;
    expect(await decide(user_code, true, stranger)).toBe('404 oauth.user_code_invalid');
    expect(await ask(device_code)).toBe('400 oauth.authorization_pending');
    expect(await verdictOf(post('/lookup', { user_code }))).toBe('401 request.unauthenticated');
  });

  it('gives one session to a device that asks many times at once', async () => {
    const { user_code, device_code } = await start();
    await lookUp(user_code);
    await decide(user_code, true);
    const verdicts = await Promise.all(Array.from({ length: 5 }, () => ask(device_code)));
    expect(verdicts.filter((verdict) => verdict === '200').length).toBeLessThan(2);
  });
});

describe('the page for devices', () => {
  it('runs one script, in the language of its reader, and stands in no frame', async () => {
    const server = await startAuth();
    const response = await fetch(`${server.url}/account/device`, { headers: { 'accept-language': 'de' } });
    const page = await response.text();
    expect(page).toContain('<html lang="de">');
    expect(page).toContain('Auf einem Gerät anmelden');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'nonce-[^']+'; style-src 'nonce-[^']+'; connect-src 'self'/,
    );
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    await server.stop();
  });
});
