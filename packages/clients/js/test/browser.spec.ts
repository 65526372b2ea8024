import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Client } from '../src/index.js';
import { launchChromium } from './chromium.js';
import { countOf, startServer, until } from './fixtures.js';
import { Origin } from './origin.js';

declare const aethex: typeof import('../src/index.js');
/** What a page keeps between two looks at it. */
interface Kept {
  client: Client;
  told: unknown[];
  ahead: number;
}
declare const window: Kept;

describe('in a browser', () => {
  let server: TestServer;
  let origin: Origin;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await launchChromium();
    server = await startServer();
    origin = await Origin.before(server.url);
  });
  beforeEach(async () => {
    context = await browser.newContext();
    origin.calls.length = 0;
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
    await server?.stop();
  });

  /** A tab with a client, relative to its page. */
  async function tab(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(origin.url);
    await start(page);
    return page;
  }

  async function start(page: Page): Promise<void> {
    await page.addScriptTag({ url: '/client.js' });
    await page.evaluate(() => {
      window.told = [];
      window.ahead = 0;
      window.client = aethex.createClient({
        url: '/',
        retry: { baseMs: 20 },
        now: () => Date.now() + window.ahead,
      });
      window.client.auth.onChange((_player, why) => window.told.push(why));
    });
  }

  const playerOf = (page: Page) => page.evaluate(() => window.client.auth.player?.user_id);
  const told = (page: Page) => page.evaluate(() => window.told);

  it('keeps the session and the guest over a reload', async () => {
    const page = await tab();
    await page.evaluate(() => window.client.auth.guest());
    const id = await playerOf(page);
    expect(id).toBeDefined();
    await page.reload();
    await start(page);
    expect(await playerOf(page)).toBe(id);
    expect(await page.evaluate(async () => (await window.client.auth.getProfile()).success)).toBe(true);
  });

  it('refreshes once for two tabs, and tells each of what the other did', async () => {
    const [one, other] = [await tab(), await tab()];
    await one.evaluate(() => window.client.auth.guest());
    await other.waitForFunction(() => window.client.auth.player !== null);
    expect(await told(other)).toEqual(['signed_in']);
    const ask = () =>
      Promise.all(
        [one, other].map((page) =>
          page.evaluate(async () => {
            window.ahead = 14.5 * 60_000;
            const calls = Array.from({ length: 5 }, () => window.client.auth.getProfile());
            return (await Promise.all(calls)).every(({ success }) => success);
          }),
        ),
      );
    expect(await ask()).toEqual([true, true]);
    expect(
      countOf(
        origin.calls.map((method) => ({ method })),
        'auth.refresh',
      ),
    ).toBe(1);
    await one.evaluate(() => window.client.auth.logout());
    await other.waitForFunction(() => window.client.auth.player === null);
    expect(await told(other)).toEqual(['signed_in', 'refreshed', 'signed_out']);
  });

  it('saves offline, survives a reload, and syncs by itself when it is online again', async () => {
    const page = await tab();
    await page.evaluate(async () => {
      await window.client.auth.guest();
      await window.client.saves.save('slot1', { level: 1 });
    });
    await context.setOffline(true);
    const saved = await page.evaluate(() => window.client.saves.save('slot1', { level: 2 }));
    expect(saved).toMatchObject({ success: true, data: { pending: true } });
    await page.evaluate(() => window.client.close());
    await context.setOffline(false);
    await page.reload();
    await start(page);
    await until(() => page.evaluate(async () => (await window.client.saves.pending()).length === 0));
    const loaded = await page.evaluate(() => window.client.saves.load('slot1'));
    expect(loaded).toMatchObject({ data: { level: 2 }, local: false, save: { revision: 2 } });
  });

  it('sends what waits the moment the browser is online again', async () => {
    const page = await tab();
    await page.evaluate(() => window.client.auth.guest());
    await context.setOffline(true);
    await page.evaluate(() => window.client.saves.save('slot1', { level: 2 }));
    expect(await page.evaluate(() => window.client.saves.load('slot1'))).toMatchObject({ local: true });
    await context.setOffline(false);
    await until(() => page.evaluate(async () => (await window.client.saves.pending()).length === 0));
  });

  it('says so when localStorage is full, and loses nothing', async () => {
    const page = await tab();
    await page.evaluate(() => window.client.auth.guest());
    await context.setOffline(true);
    const codes = await page.evaluate(async () => {
      const { saves } = window.client;
      const first = await saves.save('slot1', 'x'.repeat(3_000_000));
      const second = await saves.save('slot2', 'y'.repeat(3_000_000));
      return [first.success, second.error?.code, (await saves.pending()).map(({ name }) => name)];
    });
    expect(codes).toEqual([true, 'client.storage_full', ['slot1']]);
    expect(await playerOf(page)).toBeDefined();
  });

  it('opens the socket and hears of the other tab’s saves', async () => {
    const [one, other] = [await tab(), await tab()];
    await one.evaluate(() => window.client.auth.guest());
    await other.waitForFunction(() => window.client.auth.player !== null);
    await other.evaluate(async () => {
      window.client.socket.on('saves.changed', ({ slot_name }) => window.told.push(slot_name));
      await window.client.socket.connect();
    });
    await one.evaluate(() => window.client.saves.save('slot1', 1));
    await other.waitForFunction(() => window.told.includes('slot1'));
  });

  it('keeps bytes whole, checked by SHA-256', async () => {
    const page = await tab();
    const same = await page.evaluate(async () => {
      const { auth, saves } = window.client;
      await auth.guest();
      const bytes = crypto.getRandomValues(new Uint8Array(50_000));
      await saves.saveBytes('shot', bytes);
      const loaded = await saves.loadBytes('shot');
      return (
        loaded.success && loaded.data.every((byte, at) => byte === bytes[at]) && loaded.data.length === 50_000
      );
    });
    expect(same).toBe(true);
  });
});
