import type { auth } from '@aethex/protocol';
import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { memoryStorage, type Client, type FetchLike, type WebSocketClass } from '../src/index.js';
import { FaultProxy } from './fault-proxy.js';
import type { guestbook } from './guestbook.js';
import { guestbookPlugin } from './guestbook-plugin.js';
import {
  clientOf,
  closeClients,
  countOf,
  dataOf,
  guestOf,
  startServer,
  until,
  watchedFetch,
} from './fixtures.js';

/** A WebSocket that remembers what came in. */
class Watched extends WebSocket {
  static readonly heard: unknown[] = [];

  constructor(url: string) {
    super(url);
    this.addEventListener('message', ({ data }) => Watched.heard.push(data));
  }
}

describe('the socket', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ plugins: [guestbookPlugin()] });
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  const statesOf = (client: Client): string[] => {
    const states: string[] = [];
    client.socket.onState((state, code) => states.push(code === undefined ? state : `${state} ${code}`));
    return states;
  };

  it('tells of what happens on other devices', async () => {
    const storage = memoryStorage();
    const deck = await guestOf(server.url, { storage });
    const phone = clientOf(server.url, { storage });
    await dataOf(phone.socket.connect());
    const told: unknown[] = [];
    const undo = phone.socket.on('saves.changed', ({ slot_name, revision }, at) =>
      told.push([slot_name, revision, typeof at]),
    );
    await dataOf(deck.saves.save('slot1', 1));
    await until(() => told.length === 1);
    undo();
    await dataOf(deck.saves.save('slot1', 2));
    expect(told).toEqual([['slot1', 1, 'number']]);
  });

  it('tells of the events of any plugin', async () => {
    const client = await guestOf(server.url);
    await dataOf(client.socket.connect());
    const told: string[] = [];
    client.socket.on<typeof guestbook>('guestbook.signed', ({ line }) => told.push(line));
    await dataOf(client.use<typeof guestbook>('guestbook').sign({ line: 'hello' }));
    await until(() => told.length === 1);
    expect(told).toEqual(['hello']);
  });

  it('carries calls, whose answers come in order', async () => {
    const client = await guestOf(server.url);
    const book = client.use<typeof guestbook>('guestbook', { over: 'socket' });
    const order: number[] = [];
    const lines = [1, 2, 3, 4, 5];
    await Promise.all(
      lines.map(async (n) => {
        await dataOf(book.sign({ line: `line ${n}` }));
        order.push(n);
      }),
    );
    expect(order).toEqual(lines);
    expect((await dataOf(book.read())).map(({ line }) => line)).toEqual(lines.map((n) => `line ${n}`));
    expect((await book.sign({ line: 'x'.repeat(100) })).error).toMatchObject({
      code: 'guestbook.too_long',
      kind: 'too_large',
      data: { max: 80 },
    });
  });

  it('speaks MessagePack where it is told to, in both directions', async () => {
    const client = await guestOf(server.url, { realtime: { encoding: 'msgpack' }, WebSocket: Watched });
    Watched.heard.length = 0;
    await dataOf(client.socket.connect());
    const told: string[] = [];
    client.socket.on<typeof guestbook>('guestbook.signed', ({ line }) => told.push(line));
    const { id } = await dataOf(
      client.use<typeof guestbook>('guestbook', { over: 'socket' }).sign({ line: 'pack' }),
    );
    await until(() => told.length === 1);
    expect(id).toBeDefined();
    expect(told).toEqual(['pack']);
    expect(Watched.heard.every((data) => data instanceof ArrayBuffer)).toBe(true);
  });

  it('comes back after a break, and makes a call once whose answer was lost', async () => {
    const proxy = await FaultProxy.to(server.url);
    const client = await guestOf(proxy.url);
    const states = statesOf(client);
    await dataOf(client.socket.connect());
    const book = client.use<typeof guestbook>('guestbook', { over: 'socket', repeatable: ['signOnce'] });
    const signing = book.signOnce({ line: `once ${client.auth.player?.user_id}` });
    setTimeout(() => proxy.cutAll(), 20);
    const { id } = await dataOf(signing);
    await until(() => client.socket.state === 'open');
    expect(states).toEqual(['connecting', 'open', 'waiting 1006', 'connecting', 'open']);
    const lines = (await dataOf(client.use<typeof guestbook>('guestbook').read())).filter(
      (line) => line.id === id,
    );
    expect(lines).toHaveLength(1);
    await proxy.down();
  });

  it('does not repeat a call that may not happen twice', async () => {
    const proxy = await FaultProxy.to(server.url);
    const client = await guestOf(proxy.url);
    await dataOf(client.socket.connect());
    const signing = client.use<typeof guestbook>('guestbook', { over: 'socket' }).signOnce({ line: 'x' });
    setTimeout(() => proxy.cutAll(), 20);
    expect((await signing).error?.code).toBe('client.offline');
    await proxy.down();
  });

  it('keeps trying while the server is away, and answers connect() meanwhile', async () => {
    const proxy = await FaultProxy.to(server.url);
    const client = await guestOf(proxy.url);
    await proxy.down();
    expect((await client.socket.connect()).error?.code).toBe('client.offline');
    await proxy.up();
    await until(() => client.socket.state === 'open');
    client.socket.close();
    expect(client.socket.state).toBe('closed');
    await proxy.down();
  });

  it('hands over every fresh token', async () => {
    const away = await startServer({ realClock: false });
    const { calls, fetch } = watchedFetch();
    const client = await guestOf(away.url, { fetch });
    const states = statesOf(client);
    await dataOf(client.socket.connect());
    // Within its last minute the server tells that the token expires.
    away.clock!.advance(14.5 * 60_000);
    await until(() => countOf(calls, 'auth.refresh') === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { getProfile } = client.use<typeof auth>('auth', { over: 'socket' });
    await dataOf(getProfile());
    // The first token has expired long ago; the server looks four times a second.
    away.clock!.advance(14 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await dataOf(getProfile());
    expect(states).toEqual(['connecting', 'open']);
    closeClients();
    await away.stop();
  });

  it('signs out and stays closed when the session is ended', async () => {
    const storage = memoryStorage();
    const client = await guestOf(server.url, { storage });
    await dataOf(client.socket.connect());
    const [told, states] = [[] as unknown[], statesOf(client)];
    client.auth.onChange((player, why) => told.push([player, why]));
    const other = await guestOf(server.url, { storage: await copyOf(storage) });
    const sessions = await dataOf(other.auth.listSessions());
    await dataOf(other.auth.revokeSession(sessions.find(({ current }) => !current)!.session_id));
    await until(() => told.length === 1);
    expect(told).toEqual([[null, 'revoked']]);
    expect(states).toEqual(['closed 4503']);
    expect((await client.socket.connect()).error?.code).toBe('client.not_signed_in');
  });

  /** A storage with the same guest and no session. */
  async function copyOf(storage: ReturnType<typeof memoryStorage>) {
    const copy = memoryStorage();
    for (const key of await storage.keys(''))
      if (key.endsWith('device_secret')) await copy.set(key, (await storage.get(key))!);
    return copy;
  }

  it('closes when the player signs out here, and tells it as that', async () => {
    // The socket hears of it first.
    const slow: FetchLike = async (url, init) => {
      const response = await fetch(url, init);
      if (String(init.body).includes('auth.logout')) await new Promise((resolve) => setTimeout(resolve, 200));
      return response;
    };
    const client = await guestOf(server.url, { fetch: slow });
    await dataOf(client.socket.connect());
    const told: unknown[] = [];
    client.auth.onChange((_player, why) => told.push(why));
    await dataOf(client.auth.logoutEverywhere());
    expect(client.socket.state).toBe('closed');
    expect(told).toEqual(['signed_out']);
  });

  it('takes no call that is larger than a frame may be, and lives on', async () => {
    const client = await guestOf(server.url);
    await dataOf(client.socket.connect());
    const book = client.use<typeof guestbook>('guestbook', { over: 'socket', repeatable: ['sign'] });
    expect((await book.sign({ line: 'x'.repeat(70_000) })).error?.code).toBe('client.frame_too_large');
    await until(() => client.socket.state === 'open');
  });

  it('says so where there is no WebSocket', async () => {
    const given = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
    Object.defineProperty(globalThis, 'WebSocket', { value: undefined, configurable: true });
    const client = await guestOf(server.url, { WebSocket: undefined as unknown as WebSocketClass });
    if (given) Object.defineProperty(globalThis, 'WebSocket', given);
    expect((await client.socket.connect()).error?.code).toBe('client.no_websocket');
  });
});
