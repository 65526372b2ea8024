import { chromium, type Browser, type Page } from 'playwright-core';

/** The Chromium of the tests, started. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env['AETHEX_TEST_CHROMIUM'];
  if (!executablePath)
    throw new Error('There is no Chromium. Set AETHEX_TEST_CHROMIUM to the path of one, or run `npm test`.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A page as wide as a small phone, with what is wrong with it: errors of its script, and what its policy forbids. */
export async function narrowPage(browser: Browser): Promise<{ page: Page; faults: readonly string[] }> {
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 320, height: 640 } });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  return { page, faults };
}
