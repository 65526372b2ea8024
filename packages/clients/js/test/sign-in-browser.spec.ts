import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Client, Result } from '../src/index.js';
import { launchChromium } from './chromium.js';
import { Origin } from './origin.js';
import { startWithGoogle } from './ways-in.js';

declare const aethex: typeof import('../src/index.js');
interface Kept {
  client: Client;
  answer: Result<unknown> | null;
  address: string | null;
}
declare const window: Kept;

describe('in a browser', () => {
  let server: TestServer;
  let provider: Awaited<ReturnType<typeof startWithGoogle>>['provider'];
  let origin: Origin;
  let browser: Browser;
  let context: BrowserContext;
  let people = 0;
  beforeAll(async () => {
    browser = await launchChromium();
    ({ server, provider } = await startWithGoogle());
    origin = await Origin.before(server.url);
  });
  beforeEach(async () => {
    context = await browser.newContext();
    people += 1;
    provider.consents = true;
    provider.person = { id: String(8000 + people), email: null, verified: false, name: `P ${people}` };
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
    await server?.stop();
    await provider?.stop();
  });

  type Act = 'popup' | 'redirect' | 'complete' | 'poll' | 'nothing';

  /** A page of the game with a button that does something with the client. */
  async function pageWith(act: Act): Promise<Page> {
    const page = await context.newPage();
    await page.goto(origin.url);
    await start(page, act);
    return page;
  }

  async function start(page: Page, act: Act): Promise<void> {
    await page.addScriptTag({ url: '/client.js' });
    await page.evaluate((chosen) => {
      window.client = aethex.createClient({ url: '/', retry: { baseMs: 20 } });
      window.answer = null;
      window.address = null;
      document.body.innerHTML = '<button>Sign in</button>';
      const { auth } = window.client;
      const acts: Record<Act, () => Promise<Result<unknown>>> = {
        popup: () => auth.signInWith('google'),
        redirect: () => auth.signInWith('google', { flow: 'redirect' }),
        complete: () => auth.completeRedirect(),
        poll: () => auth.signInWith('google', { flow: 'poll', open: (url) => (window.address = url) }),
        nothing: () => new Promise(() => undefined),
      };
      document.querySelector('button')!.addEventListener('click', () => {
        void acts[chosen]().then((answer) => (window.answer = answer));
      });
    }, act);
  }

  const answered = async (page: Page): Promise<Result<unknown>> => {
    await page.waitForFunction(() => window.answer !== null);
    return (await page.evaluate(() => window.answer))!;
  };
  const nameOf = (page: Page) => page.evaluate(() => window.client.auth.player?.display_name);

  it('signs in by a window, which closes by itself', async () => {
    const page = await pageWith('popup');
    const [popup] = await Promise.all([context.waitForEvent('page'), page.click('button')]);
    expect(await answered(page)).toMatchObject({ success: true, data: { created: true } });
    expect(await nameOf(page)).toBe(`P ${people}`);
    if (!popup.isClosed()) await popup.waitForEvent('close');
    await page.reload();
    await start(page, 'nothing');
    expect(await nameOf(page)).toBe(`P ${people}`);
  });

  it('hears that the player said no, or closed the window', async () => {
    provider.consents = false;
    const page = await pageWith('popup');
    await page.click('button');
    expect((await answered(page)).error?.code).toBe('oauth.denied');
    provider.consents = true;
    provider.wrong = 'stall';
    const other = await pageWith('popup');
    const [popup] = await Promise.all([context.waitForEvent('page'), other.click('button')]);
    await popup.close();
    expect((await answered(other)).error?.code).toBe('client.aborted');
    provider.wrong = null;
  });

  it('says that a window is forbidden outside of a click', async () => {
    const page = await pageWith('nothing');
    const answer = await page.evaluate(async () => {
      const { open } = globalThis;
      globalThis.open = () => null;
      const told = await window.client.auth.signInWith('google');
      globalThis.open = open;
      return told.error?.code;
    });
    expect(answer).toBe('client.popup_blocked');
  });

  it('signs in by leaving the page, and tidies the address when it is there again', async () => {
    const page = await pageWith('redirect');
    await Promise.all([page.waitForURL(/code=/), page.click('button')]);
    await start(page, 'complete');
    await page.click('button');
    expect(await answered(page)).toMatchObject({ success: true });
    expect(await nameOf(page)).toBe(`P ${people}`);
    expect(page.url()).toBe(`${origin.url}/`);
  });

  it('takes nothing that comes with an address somebody made up', async () => {
    const page = await context.newPage();
    await page.goto(`${origin.url}/?code=aoc_stolen&state=guessed`);
    await start(page, 'complete');
    await page.click('button');
    expect((await answered(page)).error?.code).toBe('client.flow_foreign');
    expect(await nameOf(page)).toBeUndefined();
  });

  it('asks the player before a game that waits elsewhere is let in', async () => {
    const game = await pageWith('poll');
    await game.click('button');
    await game.waitForFunction(() => window.address !== null);
    const phone = await (await browser.newContext()).newPage();
    await phone.goto((await game.evaluate(() => window.address))!);
    await phone.click('#yes');
    expect(await answered(game)).toMatchObject({ success: true });
    expect(await nameOf(game)).toBe(`P ${people}`);
    await phone.context().close();
  });
});
