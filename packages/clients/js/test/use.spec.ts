import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultProxy } from './fault-proxy.js';
import { guestbook } from './guestbook.js';
import { guestbookPlugin } from './guestbook-plugin.js';
import { closeClients, countOf, dataOf, guestOf, startServer, watchedFetch } from './fixtures.js';

describe('a client of a plugin’s contract', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ plugins: [guestbookPlugin()] });
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  it('calls its methods by their names, with nothing but types', async () => {
    const client = await guestOf(server.url);
    const book = client.use<typeof guestbook>('guestbook');
    expect(await book.sign({ line: 'hello' })).toMatchObject({ success: true, data: { line: 'hello' } });
    expect(await dataOf(book.read({ limit: 1 }))).toMatchObject([{ line: 'hello' }]);
    expect(await book.sign({ line: 'x'.repeat(81) })).toMatchObject({
      success: false,
      error: { code: 'guestbook.too_long', kind: 'too_large', data: { max: 80 } },
    });
    const unknown = client.use<typeof guestbook>('gestbook');
    expect((await unknown.read()).error?.code).toBe('request.unknown_method');
  });

  it('can be awaited by mistake', async () => {
    const book = (await guestOf(server.url)).use<typeof guestbook>('guestbook');
    expect(await Promise.resolve(book)).toBe(book);
  });

  it('repeats what the contract calls once, when it is given the contract', async () => {
    const proxy = await FaultProxy.to(server.url);
    const { calls, fetch } = watchedFetch();
    const client = await guestOf(proxy.url, { fetch });
    const book = client.use(guestbook);
    proxy.faults.push('lose');
    await dataOf(book.signOnce({ line: 'once' }));
    expect(countOf(calls, 'guestbook.signOnce')).toBe(2);
    proxy.faults.push('lose');
    await dataOf(book.read());
    proxy.faults.push('lose');
    expect((await book.sign({ line: 'once' })).success).toBe(false);
    expect(countOf(calls, 'guestbook.sign')).toBe(1);
    expect(await dataOf(book.read())).toHaveLength(2);
    await proxy.down();
  });

  it('takes a key of one’s own, with which nothing happens twice', async () => {
    const client = await guestOf(server.url);
    const book = client.use(guestbook);
    const first = await dataOf(book.signOnce({ line: 'keyed' }, { key: 'my-key' }));
    expect(await dataOf(book.signOnce({ line: 'keyed' }, { key: 'my-key' }))).toEqual(first);
    expect(await dataOf(book.read())).toHaveLength(1);
  });
});
