import https from 'node:https';
import type { OAuth2, Send } from './types.js';

/** Bytes of an answer; profiles have a few kilobytes. */
const largest = 1_048_576;

/** Thrown when a provider did not answer, or not in time. */
export class NoAnswer extends Error {}

/**
 * Makes a strategy ask by `fetch`: within the time that is left, following no redirect, and reading no endless answer. The
 * library below it has no limit of either.
 */
export function askBy(client: OAuth2, signal: AbortSignal): void {
  const send: Send = (library, { host, port, path, method, headers }, body, tell) => {
    const scheme = library === https ? 'https' : 'http';
    const { Host: _host, 'Content-Length': _length, 'Content-length': _same, ...rest } = headers;
    const url = `${scheme}://${host}${port ? `:${port}` : ''}${path}`;
    const init = {
      method,
      headers: { accept: 'application/json', ...rest },
      redirect: 'error' as const,
      signal,
    };
    ask(url, body ? { ...init, body } : init).then(
      ({ status, text }) =>
        status >= 200 && status < 300
          ? tell(null, text, { statusCode: status })
          : tell({ statusCode: status, data: text }),
      (error: unknown) => tell(new NoAnswer('The provider did not answer.', { cause: error })),
    );
  };
  Reflect.set(client, '_executeRequest', send);
}

async function ask(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(url, init);
  if (response.status >= 500) throw new Error(`It answered ${response.status}.`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > largest) throw new Error('Its answer does not end.');
    chunks.push(chunk as Uint8Array);
  }
  return { status: response.status, text: Buffer.concat(chunks).toString('utf8') };
}
