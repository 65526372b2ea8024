import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defineContract } from '@aethex/protocol';
import { z } from 'zod';
import { FaultProxy, type Fault } from './fault-proxy.js';
import {
  clientOf,
  closeClients,
  countOf,
  dataOf,
  guestOf,
  password,
  startServer,
  watchedFetch,
} from './fixtures.js';

const book = defineContract('book', {
  read: { summary: 'Read.', who: 'anyone', input: z.object({}), output: z.number() },
});

describe('calls over a bad network', () => {
  let server: TestServer;
  let proxy: FaultProxy;
  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    proxy = await FaultProxy.to(server.url);
  });
  afterEach(async () => {
    closeClients();
    await proxy.down();
  });
  afterAll(() => server.stop());

  it.each<Fault[]>([['lose'], ['cut'], ['refuse'], ['lose', 'cut', 'refuse']])(
    'saves once when the network answers with %s',
    async (...faults) => {
      const { calls, fetch } = watchedFetch();
      const client = await guestOf(proxy.url, { fetch });
      proxy.faults.push(...faults);
      const saved = await dataOf(client.saves.save('slot1', { level: 5 }));
      expect(saved).toMatchObject({ revision: 1, pending: false });
      const puts = calls.filter(({ method }) => method === 'saves.put');
      expect(puts).toHaveLength(faults.length + 1);
      expect(new Set(puts.map(({ key }) => key)).size).toBe(1);
      expect(await dataOf(client.saves.history('slot1'))).toHaveLength(1);
    },
  );

  it('uploads bytes once when the answer gets lost', async () => {
    const client = await guestOf(proxy.url);
    proxy.faults.push('lose', 'cut');
    expect(await dataOf(client.saves.saveBytes('slot1', new Uint8Array(100_000)))).toMatchObject({
      revision: 1,
    });
    expect(await dataOf(client.saves.history('slot1'))).toHaveLength(1);
  });

  it('makes one guest however often the answer gets lost', async () => {
    const client = clientOf(proxy.url);
    proxy.faults.push('lose', 'lose');
    const { user } = await dataOf(client.auth.guest());
    await dataOf(client.auth.logout());
    expect((await dataOf(client.auth.guest())).user_id).toBe(user.user_id);
  });

  it('registers once when the answer gets lost', async () => {
    const client = clientOf(proxy.url);
    proxy.faults.push('lose');
    expect((await dataOf(client.auth.register({ username: 'ursula', password }))).user.username).toBe(
      'ursula',
    );
    expect(await dataOf(client.auth.listSessions())).toHaveLength(1);
  });

  it('does not repeat what may not happen twice', async () => {
    const { calls, fetch } = watchedFetch();
    await dataOf(clientOf(server.url).auth.register({ username: 'viktor', password }));
    const client = clientOf(proxy.url, { fetch });
    proxy.faults.push('lose');
    const result = await client.auth.login({ username: 'viktor', password });
    expect(result.error).toMatchObject({
      code: 'client.offline',
      kind: 'unavailable',
      retry: true,
      requestId: '',
    });
    expect(countOf(calls, 'auth.login')).toBe(1);
  });

  it('takes it for done when a repeated delete finds nothing', async () => {
    const client = await guestOf(proxy.url);
    await dataOf(client.saves.save('slot1', 1));
    proxy.faults.push('lose');
    expect(await dataOf(client.saves.delete('slot1'))).toBeNull();
    expect((await client.saves.delete('slot1')).error?.code).toBe('saves.not_found');
  });

  it('gives up in words when nobody answers', async () => {
    const client = await guestOf(proxy.url);
    await proxy.down();
    const result = await client.saves.list();
    expect(result.error).toMatchObject({ code: 'client.offline', retry: true });
    expect([...result]).toEqual([]);
  });

  it('gives each try its time', async () => {
    const client = await guestOf(proxy.url, { timeoutMs: 300, retry: { attempts: 2 } });
    proxy.faults.push(2000, 2000);
    expect((await client.auth.getProfile()).error?.code).toBe('client.timeout');
  });

  it('can be aborted, while it is on its way and while it waits', async () => {
    const client = await guestOf(proxy.url, { retry: { baseMs: 60_000, capMs: 60_000, totalMs: 600_000 } });
    proxy.faults.push(2000);
    const { signal } = timed(50);
    expect((await client.auth.getProfile({ signal })).error?.code).toBe('client.aborted');
    proxy.faults.push('refuse');
    const waiting = await client.auth.getProfile({ signal: timed(100).signal });
    expect(waiting.error?.code).toBe('client.aborted');
    expect((await client.auth.getProfile({ signal })).error?.code).toBe('client.aborted');
  });
});

describe('calls to a server that asks for patience', () => {
  let http: Server;
  let url: string;
  let answers: { status: number; headers?: Record<string, string>; body?: string }[];
  const asked: number[] = [];
  beforeEach(async () => {
    asked.length = 0;
    http = createServer((_request, response) => {
      asked.push(performance.now());
      const { status, headers, body } = answers.shift() ?? { status: 200 };
      response
        .writeHead(status, headers)
        .end(body ?? '{"jsonrpc":"2.0","id":1,"result":{"success":true,"data":7}}');
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    closeClients();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  const limited = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    error: {
      code: -32029,
      message: 'x',
      data: { code: 'a.limited', message: 'Wait.', retry: true, request_id: 'r1' },
    },
  });
  const read = (): Promise<unknown> =>
    clientOf(url)
      .use<typeof book>('book', { repeatable: ['read'] })
      .read();

  it.each([429, 502, 503, 504])('tries again after %i', async (status) => {
    answers = [{ status, body: status === 429 ? limited : '<html>' }];
    expect(await read()).toEqual({ success: true, data: 7 });
    expect(asked).toHaveLength(2);
  });

  it('waits at least as long as it is told', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '1' }, body: limited }];
    await read();
    expect(asked[1]! - asked[0]!).toBeGreaterThanOrEqual(1000);
  });

  it('does not wait longer than a player would, and tells how long it would have to', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '600' }, body: limited }];
    expect(await read()).toEqual({
      success: false,
      error: {
        code: 'a.limited',
        kind: 'rate_limited',
        message: 'Wait.',
        retry: true,
        requestId: 'r1',
        retryAfter: 600,
      },
    });
    expect(asked).toHaveLength(1);
  });

  it('says so when what answers is no AeThex server', async () => {
    answers = [{ status: 200, body: '<html>Welcome</html>' }];
    expect(await read()).toMatchObject({ error: { code: 'client.bad_answer', kind: 'internal' } });
    answers = [{ status: 404, body: '{"error":"Not Found"}' }];
    expect(await read()).toMatchObject({ error: { code: 'client.bad_answer' } });
  });

  it('refuses a url that is none, in words', () => {
    expect(() => clientOf('nonsense')).toThrow('"nonsense" is no address of a server.');
  });
});

function timed(ms: number): AbortController {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller;
}
