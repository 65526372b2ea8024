import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { google } from '@aethex/oauth';
import { standInClient, standInGoogle, type StandInGoogle, type TestServer } from '@aethex/testing';
import type { Browser, Page } from 'playwright-core';
import { call, password, startAuth, verdictOf } from './fixtures.js';
import { launchChromium, narrowPage } from './narrow-page.js';
import { newPkce, somebody } from './oauth-steps.js';

interface Shown {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
}

describe('the pages of a sign-in', () => {
  let server: TestServer;
  let provider: StandInGoogle;
  let browser: Browser;
  let page: Page;
  let faults: readonly string[];
  beforeAll(async () => {
    provider = await standInGoogle();
    const adapters = [google({ ...standInClient, endpoints: provider.endpoints })];
    server = await startAuth({}, { adapters });
    await call(server, 'POST /auth/register', { username: 'ann', password });
    browser = await launchChromium();
  }, 60_000);
  beforeEach(async () => {
    server.clock?.advance(60_000);
    await page?.context().close();
    ({ page, faults } = await narrowPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await provider?.stop();
  });

  const start = async (): Promise<Shown> =>
    (await call(server, 'POST /auth/device', { device: { name: 'Living room' } })).body as unknown as Shown;
  const ask = (device_code: string): Promise<string> =>
    verdictOf(call(server, 'POST /auth/device/token', { device_code }));
  const shows = (name: string): Promise<void> => page.getByRole('heading', { name }).waitFor();

  it('let a device in by a password and the code of a link, with the keyboard alone', async () => {
    const { verification_uri_complete, device_code, user_code } = await start();
    await page.goto(verification_uri_complete);
    expect(page.url()).not.toContain(user_code);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.keyboard.press('Tab');
    await page.keyboard.type('ann');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('The name and the password do not match.').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await shows('Is this your device?');
    await page.getByText('Living room').waitFor();
    await page.getByText('127.0.0.0/24').waitFor();
    expect(await ask(device_code)).toBe('400 oauth.authorization_pending');
    await page.getByRole('button', { name: 'Approve' }).click();
    await shows('Done');
    server.clock?.advance(5000);
    expect(await ask(device_code)).toBe('200');
    expect(faults).toEqual([]);
  });

  it('let a device in by a provider, and refuse one when the player says so', async () => {
    provider.person = somebody();
    const { verification_uri, device_code, user_code } = await start();
    await page.goto(verification_uri);
    await page.getByRole('button', { name: 'With Google' }).click();
    await shows('Which code does the device show?');
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('textbox', { name: 'Code' }).fill('BBBB-BBBB');
    await page.keyboard.press('Enter');
    await page.getByText('No device waits with that code.').waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(user_code.toLowerCase());
    await page.keyboard.press('Enter');
    await shows('Is this your device?');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await shows('Refused');
    expect(await ask(device_code)).toBe('400 oauth.access_denied');
    expect(faults).toEqual([]);
  });

  it('ask before a game that waits elsewhere is let in', async () => {
    provider.person = somebody();
    const { verifier, challenge } = newPkce();
    const input = { flow: 'poll', code_challenge: challenge, device: { name: 'Console' } };
    const { body } = await call(server, 'POST /auth/oauth/google/start', input);
    const { url, poll_token } = body as unknown as { url: string; poll_token: string };
    const waiting = call(server, 'POST /auth/oauth/wait', { poll_token, code_verifier: verifier });
    await page.goto(url);
    await shows('Let this game sign in as you?');
    await page.getByText('Console').waitFor();
    await page.getByRole('button', { name: 'Yes, I began this' }).click();
    await shows('Done');
    expect((await waiting).body).toMatchObject({ status: 'signed_in', session: { created: true } });
    expect(faults).toEqual([]);
  });

  it('say in the reader’s language that a sign-in was not begun here', async () => {
    await page.goto(`${server.url}/api/v1/auth/oauth/google/callback?state=x&lang=de`);
    await shows('Das hat nicht geklappt');
    await page.getByText('oauth.state_invalid').waitFor();
    expect(faults).toEqual([]);
  });
});
