import type { TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Client, Interpolation, Room } from '../src/index.js';
import { launchChromium } from './chromium.js';
import { until } from './fixtures.js';
import { Origin } from './origin.js';
import { startRooms } from './players.js';

/** What a page keeps between two looks at it. */
interface Kept {
  client: Client;
  room: Room;
  smooth: Interpolation;
  told: unknown[];
}
declare const window: Kept;

describe('multiplayer in a browser', () => {
  let server: TestServer;
  let origin: Origin;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    server = await startRooms();
    origin = await Origin.before(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
    await server?.stop();
  });

  /** A player in a browser of their own, and the scripts their page has loaded. */
  async function player(encoding: 'json' | 'msgpack'): Promise<{ page: Page; loaded: string[] }> {
    const page = await (await browser.newContext()).newPage();
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(origin.url);
    await page.evaluate(async (chosen) => {
      const path = '/client/index.js';
      const { createClient } = (await import(path)) as typeof import('../src/index.js');
      window.client = createClient({ url: '/', retry: { baseMs: 20 }, realtime: { encoding: chosen } });
      window.told = [];
      await window.client.auth.guest();
    }, encoding);
    return { page, loaded };
  }

  const enter = (page: Page, code: string | null): Promise<string> =>
    page.evaluate(async (known) => {
      const { multiplayer } = window.client;
      const entered = await (known === null ? multiplayer.createRoom() : multiplayer.joinRoom(known));
      if (!entered.success) throw new Error(entered.error.message);
      window.room = entered.data;
      window.room.on('message', ({ text }) => window.told.push(text));
      window.room.on('dropped', () => window.told.push('dropped'));
      window.room.on('resumed', () => window.told.push('resumed'));
      return window.room.code;
    }, code);

  const told = (page: Page) => page.evaluate(() => window.told);

  it('loads what it needs when it needs it, and no more', async () => {
    const { page, loaded } = await player('json');
    expect(loaded.some((path) => path.includes('engine'))).toBe(false);
    await enter(page, null);
    expect(loaded.some((path) => path.includes('engine'))).toBe(true);
    expect(loaded.some((path) => path.includes('packed'))).toBe(false);
    const packed = await player('msgpack');
    await enter(packed.page, null);
    expect(packed.loaded.some((path) => path.includes('packed'))).toBe(true);
    await Promise.all([page, packed.page].map((one) => one.context().close()));
  });

  it('shows two players each other’s moves, one in JSON and one in MessagePack', async () => {
    const [one, other] = [(await player('json')).page, (await player('msgpack')).page];
    await enter(other, await enter(one, null));
    for (const page of [one, other])
      await page.evaluate(() => {
        window.smooth = window.room.interpolation({ keys: ['x'] });
        let x = 0;
        setInterval(() => window.room.sendState({ x: (x += 1) }), 16);
      });
    for (const page of [one, other])
      await page.waitForFunction(() => {
        const mine = window.room.self.player_id;
        const seen = [...window.smooth.all()].filter(([id]) => id !== mine);
        return seen.some(([, state]) => typeof state['x'] === 'number' && state['x'] > 20);
      });
    await Promise.all([one, other].map((page) => page.context().close()));
  });

  it('comes back to its seat, and nothing that was said meanwhile is lost', async () => {
    const [one, other] = [(await player('json')).page, (await player('msgpack')).page];
    await enter(other, await enter(one, null));
    const say = (page: Page, text: string) =>
      page.evaluate((said) => void window.room.send(said, { to: 'others' }), text);
    await say(one, 'before');
    await until(async () => (await told(other)).length === 1);
    origin.cutAll();
    await Promise.all([say(one, 'one'), say(other, 'other')]);
    await until(async () => (await told(one)).includes('other') && (await told(other)).includes('one'));
    await until(async () => (await told(one)).includes('resumed') && (await told(other)).includes('resumed'));
    expect(new Set(await told(one))).toEqual(new Set(['dropped', 'other', 'resumed']));
    expect(await told(one)).toHaveLength(3);
    expect(new Set(await told(other))).toEqual(new Set(['before', 'dropped', 'one', 'resumed']));
    expect(await told(other)).toHaveLength(4);
    await Promise.all([one, other].map((page) => page.context().close()));
  });
});
