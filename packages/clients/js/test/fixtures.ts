import { authPlugin } from '@aethex/plugin-auth';
import { savesPlugin } from '@aethex/plugin-saves';
import { startAethex, type TestOptions, type TestServer } from '@aethex/testing';
import { jest } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  createClient,
  memoryStorage,
  type Client,
  type ClientOptions,
  type FetchLike,
} from '../src/index.js';

// Whoever runs this beside other tests on a small machine has to wait at times.
jest.setTimeout(60_000);

export const password = 'correct horse battery';

type Options = Omit<ClientOptions, 'url' | 'throwOnError'>;

/** A server as the default one is, with room for the many newcomers of a test. */
export function startServer(options: TestOptions = {}, auth: object = {}): Promise<TestServer> {
  const roomy = { registrationsPerAddress: 1000, guestsPerAddress: 1000, triesPerAddress: 1000 };
  const plugins = [authPlugin({ ...roomy, ...auth }), savesPlugin(), ...(options.plugins ?? [])];
  return startAethex({ realClock: true, ...options, plugins });
}

const open: Client[] = [];

/** A client with quick retries that ends with {@link closeClients}. */
export function clientOf(url: string, options: Options = {}): Client {
  const retry = { baseMs: 20, capMs: 100, ...options.retry };
  const client = createClient({
    url,
    storage: memoryStorage(),
    WebSocket,
    autoSync: false,
    ...options,
    retry,
  });
  open.push(client);
  return client;
}

export function closeClients(): void {
  for (const client of open.splice(0)) client.close();
}

/** A client with a guest signed in. */
export async function guestOf(url: string, options: Options = {}): Promise<Client> {
  const client = clientOf(url, options);
  const signedIn = await client.auth.guest();
  if (!signedIn.success) throw new Error(signedIn.error.message);
  return client;
}

/** A `fetch` that remembers which methods were called, and with which keys. */
export function watchedFetch(): { calls: { method: string; key: string }[]; fetch: FetchLike } {
  const calls: { method: string; key: string }[] = [];
  const watched: FetchLike = (url, init) => {
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as { method: string }) : null;
    calls.push({ method: body?.method ?? init.method, key: init.headers['idempotency-key'] ?? '' });
    return fetch(url, init);
  };
  return { calls, fetch: watched };
}

/** How often a method went out. */
export const countOf = (calls: readonly { method: string }[], method: string): number =>
  calls.filter((call) => call.method === method).length;

/** Waits until a look finds what is awaited. Fails after 20 seconds. */
export async function until(look: () => unknown): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await look());) {
    if (Date.now() > deadline) throw new Error(`It did not come: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The data of a result. Fails with the error's sentence when there is none. */
export async function dataOf<T>(
  result: Promise<{ success: true; data: T } | { success: false; error: { code: string; message: string } }>,
): Promise<T> {
  const answer = await result;
  if (!answer.success) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}
