import { existsSync } from 'node:fs';
import { installPackage } from './debian.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a Chromium: the one AETHEX_TEST_CHROMIUM names, one that is installed, or Debian's. */
export function findChromium() {
  const given = process.env.AETHEX_TEST_CHROMIUM;
  if (given) return given;
  const find = () => places.find((place) => existsSync(place));
  if (!find())
    installPackage('chromium', 'Install Chromium or Chrome, or set AETHEX_TEST_CHROMIUM to its path.');
  const found = find();
  if (!found) throw new Error('No Chromium was found. Set AETHEX_TEST_CHROMIUM to its path.');
  return found;
}
