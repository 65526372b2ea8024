import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { launch, type Launched } from '../../../scripts/faults/server.mjs';
import { placesOn, type Places } from './places.js';

// Two browsers and a server start, on a machine that may have other things to do.
jest.setTimeout(120_000);

const example = join(import.meta.dirname, '..');

function chromiumPath(): string {
  const path = process.env['AETHEX_TEST_CHROMIUM'];
  if (!path || !existsSync(path))
    throw new Error('There is no Chromium. Set AETHEX_TEST_CHROMIUM to the path of one, or run `npm test`.');
  return path;
}

describe('the arena, in two browsers', () => {
  let dir: string;
  let browser: Browser;
  let server: Launched;
  let ann: Page;
  let bob: Page;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-arena-'));
    execFileSync(process.execPath, [join(example, 'build-page.mjs')]);
    server = await launch({ dir, args: ['--config', join(example, 'aethex.config.mjs')] });
    const args = ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
    browser = await chromium.launch({ executablePath: chromiumPath(), args });
    [ann, bob] = [await visit('ann'), await visit('bob')];
  });
  afterAll(async () => {
    await browser?.close();
    await server?.end();
    await rm(dir, { recursive: true, force: true });
  });

  async function visit(name: string): Promise<Page> {
    const context = await browser.newContext({ permissions: ['microphone'] });
    const page = await context.newPage();
    await page.goto(`${server.url}/?as=${name}`);
    return page;
  }

  const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
  const reads = (page: Page, text: string | RegExp) =>
    page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 30_000 });

  /** Looks at a page until it is as it should be. */
  async function until(page: Page, what: string, fits: (places: Places) => boolean): Promise<Places> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const places = await placesOn(page);
      if (fits(places)) return places;
      if (Date.now() > deadline) throw new Error(`Nobody saw that ${what}: ${JSON.stringify(places)}`);
      await page.waitForTimeout(50);
    }
  }

  async function walk(page: Page, key: string, ms: number): Promise<void> {
    await page.keyboard.down(key);
    await page.waitForTimeout(ms);
    await page.keyboard.up(key);
  }

  it('finds a match for two guests', async () => {
    await press(ann, 'Find a match');
    await press(bob, 'Find a match');
    for (const page of [ann, bob]) await reads(page, 'with 1 other(s)');
    for (const page of [ann, bob]) await until(page, 'there are two', ({ others }) => others.length === 1);
  });

  it('shows each player where the other goes, and evenly', async () => {
    const before = (await placesOn(bob)).others[0]!;
    // A ring and a dot have their middles at different places, by a part of a pixel.
    const start = (await placesOn(ann)).self!;
    const walked = walk(ann, 'ArrowLeft', 600);
    const seen = new Set<number>();
    while (seen.size < 12) seen.add((await placesOn(bob)).others[0]?.x ?? -1);
    await walked;
    const mine = (await placesOn(ann)).self!;
    await until(bob, 'ann has arrived', ({ others }) => Math.abs(others[0]!.x - mine.x) < 3);
    expect(mine.x).toBeLessThan(before.x - 50);
    expect(mine.y).toBeCloseTo(start.y, 0);
  });

  it('comes back to the same seat when the line was cut', async () => {
    await press(ann, 'Cut the line');
    await reads(ann, 'nothing was lost');
    const before = (await placesOn(bob)).others[0]!;
    await walk(ann, 'ArrowRight', 300);
    await until(bob, 'ann moves again', ({ others }) => others[0]!.x > before.x + 20);
  });

  it('lets them talk', async () => {
    for (const page of [ann, bob]) await press(page, 'Talk');
    await reads(bob, 'ann is talking');
    await reads(ann, 'bob is talking');
  });

  it('tells who stays that the other has gone', async () => {
    await ann.context().close();
    await until(bob, 'he is alone', ({ others }) => others.length <= 1);
    expect((await placesOn(bob)).self).not.toBeNull();
  });
});
