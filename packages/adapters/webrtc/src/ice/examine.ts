import type { Finding } from '@aethex/core';
import { answers } from './answers.js';

/** Tries each server that can be tried. */
export async function examine(urls: readonly string[]): Promise<readonly Finding[]> {
  const found = await Promise.all(urls.map(async (url) => ({ url, ok: await answers(url) })));
  return found.flatMap(({ url, ok }) =>
    ok === null ? [] : [{ what: `${url} answers`, ok, ...fixFor(url, ok) }],
  );
}

const fixFor = (url: string, ok: boolean): { fix?: string } =>
  ok ? {} : { fix: `Start the server at ${url}, open its UDP port, or correct the URL.` };
