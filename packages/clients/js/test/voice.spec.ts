import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from './fixtures.js';
import { inOneRoom, RtcTable, type Kept } from './rtc-table.js';

declare const window: Kept;

const join = (page: Page, relayOnly = false) =>
  page.evaluate((hides) => window.client.multiplayer.voice.join({ relayOnly: hides }), relayOnly);
const heard = (page: Page, id: string) => page.evaluate((player) => window.heard(player), id);
const hears = (page: Page, id: string) => until(async () => (await heard(page, id)).energy > 0);
const receives = (page: Page, id: string, packets: number) =>
  until(async () => (await heard(page, id)).packets > packets);
const isParted = (page: Page, id: string) =>
  until(() =>
    page.evaluate(async (player) => (await window.client.multiplayer.voice.stats(player)) === null, id),
  );
const isSilenced = (page: Page, wanted: boolean) =>
  until(async () => {
    const silenced = await page.evaluate(() =>
      window.client.multiplayer.voice.members.some((one) => one.server_muted),
    );
    return silenced === wanted;
  });
const silence = (page: Page, id: string, is: boolean) =>
  page.evaluate(([player, on]) => window.client.multiplayer.voice.silence(player, on), [id, is] as const);
/** How much louder it became while packets went on coming. */
async function louderBy(page: Page, id: string): Promise<number> {
  const before = await heard(page, id);
  await receives(page, id, before.packets + 75);
  return (await heard(page, id)).energy - before.energy;
}

/** A script that keeps some orders from the worker that holds the keys, as a changed client could. */
const without = (op: string): string => `
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (order, ...more) {
    if (order.op !== '${op}') post.call(this, order, ...more);
  };`;
/** A script that makes a property of a class of the browser deaf to what it is set to. */
const deaf = (owner: string, name: string): string =>
  `Object.defineProperty(${owner}.prototype, '${name}', { set() {} });`;

describe('voice from player to player', () => {
  let table: RtcTable;
  beforeAll(async () => {
    table = await RtcTable.lay();
  });
  afterEach(() => table.clear());
  afterAll(() => table?.remove());

  it('is heard on both sides, through a relay that hides both addresses', async () => {
    const pages = [await table.player(), await table.player()] as const;
    const [ann, bob] = pages;
    const [annId, bobId] = (await inOneRoom(pages, { relay_only: true })) as [string, string];
    expect(await join(ann)).toMatchObject({ success: true });
    expect(await join(bob)).toMatchObject({ success: true });
    await Promise.all([hears(ann, bobId), hears(bob, annId)]);
    const ends = (page: Page, id: string) => page.evaluate((player) => window.ends(player), id);
    expect([await ends(ann, bobId), await ends(bob, annId)]).toEqual([
      ['relay', 'relay'],
      ['relay', 'relay'],
    ]);
    const numbers = await Promise.all([
      ann.evaluate((id) => window.client.multiplayer.voice.safetyNumber(id), bobId),
      bob.evaluate((id) => window.client.multiplayer.voice.safetyNumber(id), annId),
    ]);
    expect(numbers[0]).toMatch(/^(?:\d{5} ){11}\d{5}$/);
    expect(numbers[1]).toBe(numbers[0]);
    expect(await ann.evaluate(() => window.client.multiplayer.voice.isEndToEnd)).toBe(true);
  });

  it.each(['begins', 'answers'])(
    'is nothing but noise that is dropped to who has no key, and %s the connection',
    async (role) => {
      const honest = await table.player();
      const eve = await table.player({ before: without('receive') });
      // Of two players the one with the smaller id begins, and the first to sign in has it.
      const ann = role === 'answers' ? honest : await table.player();
      const [annId, eveId] = (await inOneRoom([ann, eve])) as [string, string];
      await Promise.all([ann, eve].map((page) => join(page, true)));
      await Promise.all([hears(ann, eveId), receives(eve, annId, 150)]);
      expect((await heard(eve, annId)).energy).toBe(0);
    },
  );

  it.each(['begins', 'answers'])(
    'does not leave before there is a key, for who %s the connection',
    async (role) => {
      const first = await table.player();
      const dumb = await table.player({ before: without('send') });
      const bob = role === 'answers' ? first : await table.player();
      const [dumbId, bobId] = (await inOneRoom([dumb, bob])) as [string, string];
      await Promise.all([dumb, bob].map((page) => join(page, true)));
      await hears(dumb, bobId);
      expect(await heard(bob, dumbId)).toEqual({ energy: 0, packets: 0 });
    },
  );

  it('stops when a browser lets frames pass by the cipher', async () => {
    const leaky = await table.player({ before: deaf('RTCRtpSender', 'transform') });
    const bob = await table.player();
    const [leakyId, bobId] = (await inOneRoom([leaky, bob])) as [string, string];
    await Promise.all([leaky, bob].map((page) => join(page, true)));
    await receives(bob, leakyId, 0);
    await isParted(leaky, bobId);
    expect((await heard(bob, leakyId)).energy).toBe(0);
  });

  it('is encrypted in the older way of Chromium as well', async () => {
    const old = { before: 'delete window.RTCRtpScriptTransform;' };
    const pages = [await table.player(old), await table.player(old), await table.player()] as const;
    const [ann, bob, cid] = pages;
    const [annId, bobId, cidId] = (await inOneRoom(pages)) as [string, string, string];
    await Promise.all(pages.map((page) => join(page, true)));
    await Promise.all([hears(ann, bobId), hears(bob, annId), hears(cid, annId), hears(ann, cidId)]);
    await Promise.all([hears(bob, cidId), hears(cid, bobId)]);
  });

  it('of a silenced player is not heard, also when their client goes on sending, until that ends', async () => {
    const pages = [await table.player(), await table.player({ before: without('silence') })] as const;
    const [ann, bob] = pages;
    const [, bobId] = (await inOneRoom(pages)) as [string, string];
    await Promise.all(pages.map((page) => join(page, true)));
    await hears(ann, bobId);
    // A changed client that keeps its microphone in the connection.
    await bob.evaluate(deaf('RTCRtpTransceiver', 'direction'));
    await bob.evaluate('RTCRtpSender.prototype.replaceTrack = async () => {}');
    await silence(ann, bobId, true);
    await isSilenced(ann, true);
    // What had arrived before is played to its end.
    await receives(ann, bobId, (await heard(ann, bobId)).packets + 50);
    expect(await louderBy(ann, bobId)).toBe(0);
    await silence(ann, bobId, false);
    await isSilenced(ann, false);
    await receives(ann, bobId, (await heard(ann, bobId)).packets + 100);
    expect(await louderBy(ann, bobId)).toBeGreaterThan(0);
  });

  it('of a blocked player is heard no more, on both sides', async () => {
    const pages = [await table.player(), await table.player(), await table.player()] as const;
    const [ann, bob, cid] = pages;
    const [annId, bobId, cidId] = (await inOneRoom(pages)) as [string, string, string];
    await Promise.all(pages.map((page) => join(page, true)));
    await Promise.all([hears(ann, bobId), hears(bob, annId), hears(cid, annId), hears(ann, cidId)]);
    await bob.evaluate((id) => window.client.multiplayer.voice.block(id), annId);
    await Promise.all([isParted(ann, bobId), isParted(bob, annId)]);
    expect(await ann.evaluate(() => window.client.multiplayer.voice.blocked)).toEqual([bobId]);
    expect(await louderBy(cid, annId)).toBeGreaterThan(0);
  });

  it('is heard again when the connection to the server has come back', async () => {
    const pages = [await table.player(), await table.player()] as const;
    const [ann, bob] = pages;
    const [annId, bobId] = (await inOneRoom(pages)) as [string, string];
    await Promise.all(pages.map((page) => join(page, true)));
    await Promise.all([hears(ann, bobId), hears(bob, annId)]);
    await Promise.all(
      pages.map((page) =>
        page.evaluate(() => {
          window.client.multiplayer.voice.on('connected', (id, is) => window.told.push([id, is]));
        }),
      ),
    );
    table.origin.cutAll();
    for (const page of pages) await until(() => page.evaluate(() => window.told.length >= 2));
    await Promise.all([hears(ann, bobId), hears(bob, annId)]);
    expect(await ann.evaluate(() => window.told.slice(0, 2))).toEqual([
      [bobId, false],
      [bobId, true],
    ]);
  });

  it('tells who speaks', async () => {
    const pages = [await table.player(), await table.player()] as const;
    const [, bob] = pages;
    const [annId] = (await inOneRoom(pages)) as [string, string];
    await bob.evaluate(() => {
      window.client.multiplayer.voice.on('speaking', (id, is) => window.told.push([id, is]));
    });
    await Promise.all(pages.map((page) => join(page, true)));
    const spoke = () =>
      bob.evaluate(
        (id) => window.told.some((told) => JSON.stringify(told) === JSON.stringify([id, true])),
        annId,
      );
    await until(spoke);
  });
});
