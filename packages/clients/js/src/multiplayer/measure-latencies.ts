import type { Settings } from '../options.js';
import { deadline } from '../timing.js';

/** Requests to each url. The first one also opens the connection. */
const tries = 4;

/** Milliseconds to each region: the quickest of a few requests, because everything else only adds to it. */
export async function measureLatencies(
  urls: Readonly<Record<string, string>>,
  settings: Pick<Settings, 'fetch' | 'timeoutMs'>,
): Promise<Record<string, number>> {
  const measured = await Promise.all(
    Object.entries(urls).map(async ([region, url]) => [region, await quickest(url, settings)] as const),
  );
  return Object.fromEntries(measured.filter(([, ms]) => Number.isFinite(ms)));
}

async function quickest(url: string, settings: Pick<Settings, 'fetch' | 'timeoutMs'>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < tries; n += 1) best = Math.min(best, await once(url, settings));
  return Math.round(best * 10) / 10;
}

/** Infinity when nobody answered. */
async function once(
  url: string,
  { fetch, timeoutMs }: Pick<Settings, 'fetch' | 'timeoutMs'>,
): Promise<number> {
  const time = deadline(timeoutMs);
  const begun = performance.now();
  try {
    const answer = await fetch(url, {
      method: 'GET',
      headers: {},
      signal: time.signal,
      credentials: 'omit',
      cache: 'no-store',
    });
    const took = performance.now() - begun;
    await answer.text();
    return took;
  } catch {
    return Number.POSITIVE_INFINITY;
  } finally {
    time.over();
  }
}
