import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIdServer, standInClient, type OpenIdServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { launch, type Launched } from '../../../scripts/faults/server.mjs';
import { freePort } from '../../../scripts/services/free-port.mjs';

// A browser and a server start, on a machine that may have other things to do.
jest.setTimeout(120_000);

const example = join(import.meta.dirname, '..');

function chromiumPath(): string {
  const path = process.env['AETHEX_TEST_CHROMIUM'];
  if (!path || !existsSync(path))
    throw new Error('There is no Chromium. Set AETHEX_TEST_CHROMIUM to the path of one, or run `npm test`.');
  return path;
}

describe('a page with every way in', () => {
  let dir: string;
  let browser: Browser;
  let provider: OpenIdServer;
  let server: Launched;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-sign-in-'));
    execFileSync(process.execPath, [join(example, 'build-page.mjs')]);
    const port = await freePort();
    provider = await openIdServer({
      redirectUris: [`http://127.0.0.1:${port}/api/v1/auth/oauth/studio/callback`],
    });
    const env = {
      OIDC_NAME: 'studio',
      OIDC_TITLE: 'Studio',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: standInClient.clientId,
      OIDC_CLIENT_SECRET: standInClient.clientSecret,
    };
    server = await launch({
      dir,
      port: String(port),
      env,
      args: ['--config', join(example, 'aethex.config.mjs')],
    });
    browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.end();
    await provider?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function visit(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(server.url);
    return page;
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const reads = (page: Page, text: string | RegExp) =>
    page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 30_000 });
  const coins = (page: Page, count: number) =>
    page
      .locator('#coins')
      .filter({ hasText: String(count) })
      .waitFor({ timeout: 30_000 });

  async function findCoins(page: Page, count: number): Promise<void> {
    for (let found = 1; found <= count; found += 1) {
      await press(page, 'Find a coin');
      await coins(page, found);
    }
  }

  it('lets a guest stay by a provider, and find everything again from another browser', async () => {
    const page = await visit();
    await press(page, 'Play as a guest');
    await reads(page, 'You play as a guest');
    await findCoins(page, 2);
    await press(page, 'Keep it with Studio');
    await page.locator('#ways').filter({ hasText: 'Linked: studio.' }).waitFor({ timeout: 30_000 });
    await reads(page, /^Hello, /);
    const other = await visit();
    await press(other, 'Sign in with Studio');
    await reads(other, /^Hello, /);
    await coins(other, 2);
  });

  it('takes what a guest has to the account that plays here already', async () => {
    const page = await visit();
    await press(page, 'Play as a guest');
    await reads(page, 'You play as a guest');
    await findCoins(page, 1);
    await press(page, 'Keep it with Studio');
    await reads(page, /^(Hello, |You play here already)/);
    await reads(page, /^Hello, /);
    await coins(page, 2);
  });

  it('lets a television in by a code', async () => {
    const phone = await visit();
    await phone.getByLabel('Username').fill('ann');
    await phone.getByLabel('Password').fill('correct horse battery');
    await press(phone, 'Sign in');
    await reads(phone, 'Hello, ann.');
    const television = await visit();
    await press(television, 'Show a code for a television');
    await reads(television, /type [A-Z]{4}-[A-Z]{4}$/);
    const code = /type (\S+)$/.exec((await television.getByRole('status').textContent()) ?? '')?.[1] ?? '';
    await phone.getByLabel('Code of a device').fill(code);
    await press(phone, 'Let a device in');
    await reads(phone, 'The device is signed in.');
    await reads(television, 'Hello, ann.');
    expect(code).toMatch(/^[A-Z-]{9}$/);
  });
});
