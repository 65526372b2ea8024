import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inOneRoom, RtcTable, type Kept } from './rtc-table.js';

declare const window: Kept & { described: (string | undefined)[] };

/** Runs in the page: notes the type of every description that it gives of itself. */
const noteDescriptions = `
  window.described = [];
  const { setLocalDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setLocalDescription = async function (...args) {
    await setLocalDescription.apply(this, args);
    window.described.push(this.localDescription?.type);
  };
`;

const listen = (page: Page) =>
  page.evaluate(() => {
    const { p2p } = window.client.multiplayer;
    p2p.on('message', (_from, data) => window.told.push(data));
  });
const told = (page: Page) => page.evaluate(() => window.told);
const toldSoMany = (page: Page, many: number) =>
  page.waitForFunction((count) => window.told.length >= count, many, { timeout: 50_000 });
const send = (page: Page, to: string, data: readonly unknown[]) =>
  page.evaluate(
    async ([player, values]) => {
      for (const value of values) await window.client.multiplayer.p2p.send(player, value);
    },
    [to, data] as const,
  );
const connect = (page: Page, to: string) =>
  page.evaluate((player) => window.client.multiplayer.p2p.connect(player), to);
const described = (page: Page) => page.evaluate(() => window.described);
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

describe('messages from player to player', () => {
  let table: RtcTable;
  beforeAll(async () => {
    table = await RtcTable.lay();
  });
  afterEach(() => table.clear());
  afterAll(() => table?.remove());

  it('go straight, both ways, through a relay that hides both addresses', async () => {
    const pages = [await table.player({ relayOnly: true }), await table.player({ relayOnly: true })] as const;
    const [ann, bob] = pages;
    const [annId, bobId] = (await inOneRoom(pages, { relay_only: true })) as [string, string];
    await Promise.all(pages.map(listen));
    expect(await Promise.all([connect(ann, bobId), connect(bob, annId)])).toEqual(['direct', 'direct']);
    await Promise.all([send(ann, bobId, [1, { two: 2 }, 'three']), send(bob, annId, ['back'])]);
    await Promise.all([toldSoMany(bob, 3), toldSoMany(ann, 1)]);
    expect([await told(bob), await told(ann)]).toEqual([[1, { two: 2 }, 'three'], ['back']]);
  });

  it('go straight by one offer, of the same side whoever asks', async () => {
    const settings = { relayOnly: true, before: noteDescriptions };
    const pages = [await table.player(settings), await table.player(settings)] as const;
    const ids = (await inOneRoom(pages, { relay_only: true })) as [string, string];
    await Promise.all(pages.map(listen));
    const [begins, asks] = ids[0] < ids[1] ? pages : [pages[1], pages[0]];
    expect(await connect(asks, ids.toSorted()[0] as string)).toBe('direct');
    expect(await Promise.all([described(begins), described(asks)])).toEqual([['offer'], ['answer']]);
  });

  it('go straight to a player whose page listens later only', async () => {
    const settings = { relayOnly: true, before: noteDescriptions };
    const pages = [await table.player(settings), await table.player(settings)] as const;
    const ids = (await inOneRoom(pages, { relay_only: true })) as [string, string];
    const [early, late] = ids[0] < ids[1] ? pages : [pages[1], pages[0]];
    const [earlyId, lateId] = ids.toSorted() as [string, string];
    const connected = connect(early, lateId);
    await early.waitForFunction(() => window.described.length > 0);
    expect(await Promise.all([connected, connect(late, earlyId)])).toEqual(['direct', 'direct']);
  });

  it('keep their order and lose nothing when the relay goes away, by way of the server', async () => {
    const pages = [await table.player({ relayOnly: true }), await table.player({ relayOnly: true })] as const;
    const [ann, bob] = pages;
    const [, bobId] = (await inOneRoom(pages, { relay_only: true })) as [string, string];
    await Promise.all(pages.map(listen));
    expect(await connect(ann, bobId)).toBe('direct');
    await send(ann, bobId, numbers(0, 20));
    await toldSoMany(bob, 20);
    await table.turn.end();
    await send(ann, bobId, numbers(20, 40));
    await toldSoMany(bob, 40);
    expect(await told(bob)).toEqual(numbers(0, 40));
    await table.turn.start();
  });

  it('go through the server where no direct way is to be had', async () => {
    const pages = [await table.player({ relayOnly: true }), await table.player({ relayOnly: true })] as const;
    const [ann, bob] = pages;
    await table.turn.end();
    const [, bobId] = (await inOneRoom(pages)) as [string, string];
    await Promise.all(pages.map(listen));
    await send(ann, bobId, [1, 2, 3]);
    await toldSoMany(bob, 3);
    expect(await connect(ann, bobId)).toBe('relay');
    expect(await told(bob)).toEqual([1, 2, 3]);
    await table.turn.start();
  });
});
