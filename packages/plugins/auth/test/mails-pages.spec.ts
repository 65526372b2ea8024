import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryMail, type TestServer } from '@aethex/testing';
import type { Browser, Page } from 'playwright-core';
import { call, password, startAuth, verdictOf } from './fixtures.js';
import { mailSteps, offeredTo } from './mail-steps.js';
import { launchChromium, narrowPage } from './narrow-page.js';

const better = 'staple gun sunday';

describe('the pages that mails lead to', () => {
  const box = memoryMail();
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let faults: readonly string[];
  const { post, flush, login, register, verified, forgotten, changeTo, newAddress } = mailSteps(
    () => server,
    box,
  );
  beforeAll(async () => {
    server = await startAuth({}, { adapters: [box.adapter], brand: { name: 'Starfall & Friends' } });
    browser = await launchChromium();
  }, 60_000);
  beforeEach(async () => {
    server.clock?.advance(3_600_000);
    await page?.context().close();
    ({ page, faults } = await narrowPage(browser));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  const heading = (): Promise<string | null> => page.locator('section:not([hidden]) h1').textContent();
  const shows = (text: string) => page.getByRole('heading', { name: text }).waitFor();

  it('choose a new password, with the keyboard alone, and leave no code in the address', async () => {
    const { email } = await verified();
    await page.goto((await forgotten(email)).link.href);
    expect(await heading()).toBe('Choose a new password');
    expect(page.url()).not.toContain('amc_');
    expect(await page.title()).toBe('Choose a new password – Starfall & Friends');
    await page.keyboard.press('Tab');
    await page.keyboard.type('password');
    await page.keyboard.press('Enter');
    await page.getByText('That password is too short or too easy to guess.').waitFor();
    await page.locator('#password').fill(better);
    await page.getByRole('button', { name: 'Show what I type' }).click();
    expect(await page.locator('#password').getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Save' }).click();
    await shows('Your new password counts');
    expect(await verdictOf(login({ email, password: better }))).toBe('200');
    expect(faults).toEqual([]);
  });

  it('confirm an address by a click and not by being opened, and fit 320 pixels', async () => {
    const email = newAddress();
    await register(email);
    const { link } = offeredTo(box, email);
    await page.goto(link.href);
    expect((await login({ email })).body.user).toMatchObject({ is_verified: false });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await shows('Thank you');
    expect((await login({ email })).body.user).toMatchObject({ is_verified: true });
    await page.goto('about:blank');
    await page.goto(link.href);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await shows('This link does not work any more');
    expect(faults).toEqual([]);
  });

  it('make an account with the password that is chosen there, in the language of the mail', async () => {
    const email = newAddress();
    await post('/register/by-mail', { email, language: 'de' });
    await flush();
    await page.goto(offeredTo(box, email).link.href);
    await page.getByLabel('Neues Passwort').fill(better);
    await page.getByRole('button', { name: 'Bestätigen' }).click();
    await shows('Danke');
    expect(await verdictOf(login({ email, password: better }))).toBe('200');
    expect(faults).toEqual([]);
  });

  it('confirm a new address and take the old one back', async () => {
    const { email: old, token } = await verified();
    const email = newAddress();
    await page.goto((await changeTo(email, token)).link.href);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await shows('Your new address counts');
    await flush();
    await page.goto(offeredTo(box, old).link.href);
    await page.getByRole('button', { name: 'That was not me: undo it' }).click();
    await shows('Your account has its address back');
    expect(await verdictOf(login({ email, password }))).toBe('401 auth.invalid_credentials');
    expect(faults).toEqual([]);
  });

  it('say so when a link came without its code', async () => {
    await page.goto(`${server.url}/account/reset`);
    await shows('This link does not work any more');
    const { status } = await call(server, 'POST /auth/password/reset', { code: '', new_password: better });
    expect(status).toBe(400);
  });
});
