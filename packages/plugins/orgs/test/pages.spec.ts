import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { auth, orgs } from '@aethex/protocol';
import { chromium, type Browser, type Page } from 'playwright-core';
import { FirstAdmin } from '../src/index.js';
import { password, Studio, type Person } from './fixtures.js';

const executablePath = process.env['AETHEX_TEST_CHROMIUM'];
if (!executablePath)
  throw new Error('There is no Chromium. Set AETHEX_TEST_CHROMIUM to the path of one, or run `npm test`.');

describe('the pages of studios', () => {
  let studio: Studio;
  let browser: Browser;
  let page: Page;
  let ann: Person & { org_id: string };
  const faults: string[] = [];
  beforeAll(async () => {
    studio = await Studio.start();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  }, 60_000);
  beforeEach(async () => {
    await page?.context().close();
    page = await browser.newPage({ locale: 'en-US', viewport: { width: 320, height: 640 } });
    faults.length = 0;
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.server.stop();
  });
  const shows = (text: string) => page.getByRole('heading', { name: text }).waitFor();
  const invited = async (email: string, language?: string): Promise<string> => {
    await ann.orgs.invite({ org_id: ann.org_id, email, role: 'developer', ...(language && { language }) });
    await studio.server.flushJobs();
    return /https?:\/\/\S+/.exec(studio.box.last(email)?.text ?? '')?.[0] ?? '';
  };
  const signInAs = async (email: string): Promise<Person> => {
    const { user_id, token } = await studio.server.anyone().rpc(auth).login({ email, password });
    return studio.known(user_id, email, token);
  };

  it('make the first admin, once', async () => {
    const { url } = await studio.server.get(FirstAdmin).invite();
    await page.goto(url);
    expect(page.url()).not.toContain('aad_');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.getByLabel('Name of your studio').fill('Starfall & <b>Friends</b>');
    await page.getByLabel('Email or username').fill('root@x.example');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create a new account' }).click();
    await shows('You run this server now');
    const root = await signInAs('root@x.example');
    const [org] = (await root.orgs.list({ all: true })).orgs;
    expect(org).toMatchObject({ name: 'Starfall & <b>Friends</b>', role: 'owner' });
    ann = { ...root, org_id: org?.org_id ?? '' };
    await page.goto('about:blank');
    await page.goto(url);
    await page.getByLabel('Email or username').fill('root@x.example');
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await shows('This link does not work any more');
    expect(faults).toEqual([]);
  });

  it('let somebody in who was invited and has an account, by the keyboard', async () => {
    const bob = await studio.person();
    await page.goto(await invited(bob.email));
    await shows('You are invited');
    expect(await page.locator('#org').textContent()).toBe('Starfall & <b>Friends</b>');
    expect(await page.getByLabel('Email or username').inputValue()).toBe(bob.email);
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('That name and password do not belong together.').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await shows('Welcome');
    expect((await bob.orgs.list({})).orgs).toMatchObject([{ role: 'developer' }]);
    expect(faults).toEqual([]);
  });

  it('let somebody in who makes an account first, once they have proved the address, in their language', async () => {
    const email = 'neu@x.example';
    await page.goto(await invited(email, 'de'));
    await shows('Du bist eingeladen');
    await page.getByLabel('Passwort').fill(password);
    await page.getByRole('button', { name: 'Neues Konto anlegen' }).click();
    await shows('Gehört diese Adresse dir?');
    await studio.server.flushJobs();
    const digits = /^\d{6}$/m.exec(studio.box.last(email)?.text ?? '')?.[0] ?? '';
    await page.getByLabel('Die 6 Ziffern').fill(digits);
    await page.getByRole('button', { name: 'Weiter' }).click();
    await shows('Willkommen');
    expect((await (await signInAs(email)).orgs.list({})).orgs).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  it('do nothing by being opened, and take a no', async () => {
    const email = 'no@x.example';
    const link = await invited(email);
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? '';
    await page.goto(link);
    await shows('You are invited');
    expect(await studio.server.anyone().rest(orgs).findInvitation({ token })).toMatchObject({ email });
    await page.getByRole('button', { name: 'No, thank you' }).click();
    await shows('The invitation is declined');
    await page.goto('about:blank');
    await page.goto(link);
    await shows('This invitation does not work any more');
    expect(faults).toEqual([]);
  });
});
