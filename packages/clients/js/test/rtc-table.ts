import { existsSync } from 'node:fs';
import { multiplayerPlugin } from '@aethex/plugin-multiplayer';
import type { TestServer } from '@aethex/testing';
import { coturn } from '@aethex/webrtc';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { privateCoturn, type PrivateCoturn } from '../../../../scripts/services/private-coturn.mjs';
import type { Client } from '../src/index.js';
import { startServer } from './fixtures.js';
import { Origin } from './origin.js';

declare const aethex: typeof import('../src/index.js');
/** What a page keeps between two looks at it. */
export interface Kept {
  client: Client;
  told: unknown[];
  /** How loud it was, all sound of a player together. */
  heard(playerId: string): Promise<{ energy: number; packets: number }>;
  /** The kinds of the two ends that carry the sound of a player. */
  ends(playerId: string): Promise<(string | undefined)[]>;
}
declare const window: Kept;

const flags = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // Tests have no other network than this machine.
  '--allow-loopback-in-peer-connection',
];

/** A server, a coturn and a browser whose pages are players. */
export class RtcTable {
  private constructor(
    readonly turn: PrivateCoturn,
    readonly server: TestServer,
    readonly origin: Origin,
    private readonly browser: Browser,
    private readonly contexts: BrowserContext[] = [],
  ) {}

  static async lay(): Promise<RtcTable> {
    const executablePath = process.env['AETHEX_TEST_CHROMIUM'];
    if (!executablePath || !existsSync(executablePath))
      throw new Error(
        'There is no Chromium. Set AETHEX_TEST_CHROMIUM to the path of one, or run `npm test`.',
      );
    const turn = await privateCoturn();
    const ice = coturn({ urls: [`turn:127.0.0.1:${turn.port}?transport=udp`], secret: turn.secret });
    const server = await startServer({ adapters: [ice], plugins: [multiplayerPlugin()] });
    const origin = await Origin.before(server.url);
    return new RtcTable(turn, server, origin, await chromium.launch({ executablePath, args: flags }));
  }

  /** Another player, on a page of their own. `before` is a script that runs there first. */
  async player({ relayOnly = false, before = '' } = {}): Promise<Page> {
    const context = await this.browser.newContext();
    this.contexts.push(context);
    const page = await context.newPage();
    await page.goto(this.origin.url);
    await page.evaluate(before);
    await page.addScriptTag({ url: '/client.js' });
    await page.evaluate(sitDown, relayOnly);
    return page;
  }

  /** Ends the pages, as between two tests. */
  async clear(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async remove(): Promise<void> {
    await this.browser.close();
    await this.origin.stop();
    await this.server.stop();
    await this.turn.stop();
  }
}

/** Rooms of two pages: the first one makes the room, the others join it. Answers the ids of the players. */
export async function inOneRoom(
  pages: readonly Page[],
  options: { relay_only?: boolean } = {},
): Promise<string[]> {
  const [first, ...others] = pages as [Page, ...Page[]];
  const code = await first.evaluate(async (wanted) => {
    const made = await window.client.multiplayer.createRoom(wanted);
    return made.success ? made.data.code : made.error.message;
  }, options);
  for (const page of others) await page.evaluate((room) => window.client.multiplayer.joinRoom(room), code);
  return Promise.all(pages.map((page) => page.evaluate(() => window.client.auth.player!.user_id)));
}

/** Runs in the page. */
async function sitDown(relayOnly: boolean): Promise<void> {
  const client = aethex.createClient({ url: '/', realtime: { relayOnly } });
  const reports = async (playerId: string) => [
    ...((await client.multiplayer.voice.stats(playerId))?.values() ?? []),
  ];
  Object.assign(window, {
    client,
    told: [],
    heard: async (playerId: string) => {
      const inbound = (await reports(playerId)).find(({ type }) => type === 'inbound-rtp');
      return { energy: inbound?.totalAudioEnergy ?? 0, packets: inbound?.packetsReceived ?? 0 };
    },
    ends: async (playerId: string) => {
      const all = await reports(playerId);
      const transport = all.find(({ type }) => type === 'transport');
      const pair = all.find(({ id }) => id === transport?.selectedCandidatePairId);
      return [pair?.localCandidateId, pair?.remoteCandidateId].map(
        (id) => all.find((one) => one.id === id)?.candidateType,
      );
    },
  });
  await client.auth.guest();
}
