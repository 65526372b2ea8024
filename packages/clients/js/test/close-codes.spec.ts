import type { AddressInfo } from 'node:net';
import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { closeClients, countOf, dataOf, guestOf, startServer, until, watchedFetch } from './fixtures.js';

describe('close codes', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());
  afterEach(closeClients);

  /** A socket server that signs everybody in, says nothing to pings, and says a word or closes when told to. */
  async function closing(
    code: number | null,
    count: { opened: number },
    word?: object,
  ): Promise<{ url: string; stop: () => void }> {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => sockets.once('listening', resolve));
    sockets.on('connection', (socket: WebSocket) => {
      count.opened += 1;
      socket.on('message', (data: Buffer) => {
        if (!data.toString().includes('"auth"')) return;
        socket.send(
          JSON.stringify({
            type: 'auth_ok',
            session_id: 's',
            user_id: 'u',
            heartbeat_s: word ? 60 : 0.1,
            expires_at: 0,
          }),
        );
        if (word) socket.send(JSON.stringify(word));
        if (code !== null) socket.close(code);
      });
    });
    const stop = (): void => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    };
    return { url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`, stop };
  }

  it.each([1001, 1006, 1011, 1012, 4000, 4001, 4003, 4004, 4005, 4006])(
    'reconnects after %i',
    async (code) => {
      const count = { opened: 0 };
      const { url, stop } = await closing(code === 1006 ? 1011 : code, count);
      const client = await guestOf(server.url, { socketUrl: url });
      await client.socket.connect();
      await until(() => count.opened >= 3);
      closeClients();
      stop();
    },
  );

  it.each([4500, 4502, 4503, 4504, 4505, 4506, 4507, 4508])('stays closed after %i', async (code) => {
    const count = { opened: 0 };
    const { url, stop } = await closing(code, count);
    const client = await guestOf(server.url, { socketUrl: url });
    await client.socket.connect();
    await until(() => client.socket.state === 'closed');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(count.opened).toBe(1);
    stop();
  });

  it('tries once with a fresh token after 4501, and then stays closed', async () => {
    const count = { opened: 0 };
    const { url, stop } = await closing(4501, count);
    const { calls, fetch } = watchedFetch();
    const client = await guestOf(server.url, { socketUrl: url, fetch });
    await client.socket.connect();
    await until(() => client.socket.state === 'closed');
    expect(count.opened).toBe(2);
    expect(countOf(calls, 'auth.refresh')).toBe(1);
    stop();
  });

  it('goes elsewhere when the server asks it to, after the time it names', async () => {
    const count = { opened: 0 };
    const leave = { type: 'reconnect', after_ms: 200, reason: 'draining' };
    const { url, stop } = await closing(null, count, leave);
    const client = await guestOf(server.url, { socketUrl: url });
    const states: string[] = [];
    await dataOf(client.socket.connect());
    const begun = performance.now();
    client.socket.onState((state) => states.push(state));
    await until(() => count.opened === 2);
    expect(performance.now() - begun).toBeGreaterThan(150);
    expect(states[0]).toBe('connecting');
    closeClients();
    stop();
  });

  it('reconnects when the other side gives no sign of life', async () => {
    const count = { opened: 0 };
    const { url, stop } = await closing(null, count);
    const client = await guestOf(server.url, { socketUrl: url });
    await dataOf(client.socket.connect());
    await until(() => count.opened >= 2);
    closeClients();
    stop();
  });
});
