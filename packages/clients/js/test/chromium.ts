import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** The Chromium of the tests. */
export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['AETHEX_TEST_CHROMIUM'];
  if (!executablePath || !existsSync(executablePath))
    throw new Error('There is no Chromium. Set AETHEX_TEST_CHROMIUM to the path of one, or run `npm test`.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}
