import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticator, Events, Metrics, type Ended } from '@aethex/core';
import { startAethex, testPlayerId, testToken, TestSocket, type TestServer } from '../src/index.js';
import { sendRaw } from './fixtures/http.js';
import { lab, labPlugin } from './fixtures/lab.js';

const handshake = (more: Record<string, string | undefined> = {}): string => {
  const headers: Record<string, string | undefined> = {
    Host: 'game.example',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...more,
  };
  const lines = Object.entries(headers).filter(([, value]) => value !== undefined);
  return `GET /v1/multiplayer HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
};

describe('the socket', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({
      plugins: [labPlugin()],
      socket: {
        authTimeout: '1s',
        heartbeat: '1s',
        heartbeatGrace: '1s',
        maxFrame: '16kb',
        maxBuffered: '64kb',
        maxLag: '1s',
        perSecond: 200,
        burst: 200,
        perPlayer: 2,
        unauthenticatedPerAddress: 8,
        perAddress: 12,
        origins: ['https://game.example'],
      },
    });
  });
  afterAll(() => server.stop());

  const signedIn = async (name: string): Promise<TestSocket> => {
    const socket = await server.rawSocket();
    await socket.signIn(testToken(name));
    return socket;
  };
  const refusal = async (more: Record<string, string | undefined>) =>
    sendRaw(server.url, handshake(more), 500);

  describe('before it is accepted', () => {
    it('asks for version 13', async () => {
      for (const version of ['8', '12', '14', undefined]) {
        const answer = await refusal({ 'Sec-WebSocket-Version': version });
        expect(answer).toMatch(/^HTTP\/1.1 426 Upgrade Required\r\n/);
        expect(answer).toContain('Sec-WebSocket-Version: 13');
        expect(answer).toContain('ws.upgrade_required');
      }
    });

    it('lets in only pages of known origins', async () => {
      for (const origin of [
        'https://evil.example',
        'null',
        'https://game.example.evil.example',
        'http://game.example:1',
        'https://xgame.example',
      ]) {
        const answer = await refusal({ Origin: origin });
        expect(answer).toMatch(/^HTTP\/1.1 403 /);
        expect(answer).toContain('ws.origin');
      }
      for (const origin of ['https://game.example', 'http://game.example', undefined]) {
        expect(await refusal({ Origin: origin })).toMatch(/^HTTP\/1.1 101 /);
      }
    });

    it('counts who has not signed in, per address', async () => {
      await sleep(1200);
      const strangers = await Promise.all(Array.from({ length: 8 }, () => server.rawSocket()));
      const answer = await refusal({});
      expect(answer).toMatch(/^HTTP\/1.1 429 /);
      expect(answer).toContain('ws.too_many');
      expect(answer).toContain('Retry-After: 5');
      await Promise.all(strangers.map(({ closed }) => closed));
      expect(await refusal({})).toMatch(/^HTTP\/1.1 101 /);
    });

    it('survives peers that reset in the middle', async () => {
      await Promise.all(Array.from({ length: 5 }, () => sendRaw(server.url, handshake().slice(0, 40), 20)));
      expect((await fetch(`${server.url}/live`)).status).toBe(200);
    });
  });

  describe('before signing in', () => {
    it('answers nothing but an auth frame', async () => {
      const socket = await server.rawSocket();
      socket.send({ jsonrpc: '2.0', id: 1, method: 'lab.whoami' });
      expect(await socket.closed).toMatchObject({ code: 4501 });
    });

    it('does not even answer what anyone may call', async () => {
      const socket = await server.rawSocket();
      socket.send({ jsonrpc: '2.0', id: 1, method: 'lab.echo', params: { value: 1 } });
      expect(await socket.closed).toMatchObject({ code: 4501 });
    });

    it('closes on a token that is not valid, and says why', async () => {
      const socket = await server.rawSocket();
      socket.send({ type: 'auth', token: 'nonsense', id: 'a' });
      expect(await socket.next('error')).toMatchObject({ code: 'auth.token_invalid', ref: 'a' });
      expect(await socket.closed).toMatchObject({ code: 4501 });
    });

    it('takes no frame above four kilobytes', async () => {
      const socket = await server.rawSocket();
      socket.send({ type: 'auth', token: 'x'.repeat(5000) });
      expect(await socket.closed).toMatchObject({ code: 1009 });
    });

    it('waits for so long and no longer', async () => {
      const began = performance.now();
      const socket = await server.rawSocket();
      expect(await socket.closed).toMatchObject({ code: 4502 });
      expect(performance.now() - began).toBeGreaterThan(900);
      expect(performance.now() - began).toBeLessThan(2500);
    });

    it('keeps what was sent right behind the auth frame until its verdict', async () => {
      const socket = await server.rawSocket();
      socket.send({ type: 'auth', token: testToken('hasty') });
      const answer = await socket.rpc('lab.whoami', {});
      expect(answer).toMatchObject({ result: { data: { who: 'player', wire: 'socket' } } });
      const other = await server.rawSocket();
      other.send({ type: 'auth', token: 'nonsense' });
      const never = other.rpc('lab.whoami', {});
      expect(await Promise.race([never, other.closed])).toMatchObject({ code: 4501 });
    });
  });

  describe('once signed in', () => {
    it('says who one is and how often to give a sign of life', async () => {
      const socket = await server.rawSocket();
      socket.send({ type: 'auth', token: testToken('ann'), id: 7 });
      expect(await socket.next('auth_ok')).toMatchObject({
        ref: 7,
        user_id: testPlayerId('ann'),
        heartbeat_s: 1,
      });
      socket.close();
    });

    it('answers frames in their order, however long each takes', async () => {
      const socket = await signedIn('orderly');
      const order: number[] = [];
      const ask = (ms: number, n: number) => socket.rpc('lab.sleep', { ms }).then(() => order.push(n));
      await Promise.all([ask(60, 1), ask(1, 2), ask(20, 3), ask(0, 4)]);
      expect(order).toEqual([1, 2, 3, 4]);
      socket.close();
    });

    it('answers a batch', async () => {
      const socket = await signedIn('batcher');
      socket.send([{ jsonrpc: '2.0', id: 1, method: 'lab.echo', params: { value: 1 } }]);
      const raw = await new Promise<string>((resolve) =>
        socket.raw.once('message', (data: Buffer) => resolve(data.toString())),
      );
      expect(JSON.parse(raw)).toMatchObject([{ id: 1, result: { success: true } }]);
      socket.close();
    });

    it('answers a ping with the time', async () => {
      const socket = await signedIn('pinger');
      socket.send({ type: 'ping', id: 'x' });
      expect(await socket.next('pong')).toMatchObject({ ref: 'x', server_ts: expect.any(Number) });
      socket.close();
    });

    it.each([
      ['what is not JSON', '{', 'request.malformed'],
      ['a type nobody knows', '{"type":"dance","id":3}', 'ws.unknown_type'],
      ['a type every object has', '{"type":"constructor"}', 'ws.unknown_type'],
      ['a known type with a field too many', '{"type":"ping","extra":1}', 'request.invalid'],
      ['a poisoned key', '{"type":"ping","__proto__":{}}', 'request.poisoned'],
      [
        'deep nesting',
        `{"jsonrpc":"2.0","id":1,"method":"lab.echo","params":${'['.repeat(50)}${']'.repeat(50)}}`,
        'request.too_deep',
      ],
    ])('tells of %s instead of being silent', async (_what, frame, code) => {
      const socket = await signedIn('clumsy');
      socket.send(frame);
      expect(await socket.next('error')).toMatchObject({
        code,
        retry: false,
        request_id: expect.any(String),
      });
      expect(await socket.rpc('lab.echo', { value: 1 })).toMatchObject({ result: { success: true } });
      socket.close();
    });

    it('answers a broken envelope in the envelope', async () => {
      const socket = await signedIn('envelope');
      socket.send({ jsonrpc: '1.0', id: 5, method: 'lab.echo' });
      const raw = await new Promise<string>((resolve) =>
        socket.raw.once('message', (data: Buffer) => resolve(data.toString())),
      );
      expect(JSON.parse(raw)).toMatchObject({ id: 5, error: { code: -32600 } });
      socket.close();
    });

    it('tells of bytes that are no MessagePack', async () => {
      const socket = await signedIn('binary');
      socket.raw.send(Buffer.from([1, 2, 3]));
      expect(await socket.next('error')).toMatchObject({ code: 'request.malformed' });
      socket.close();
    });

    it('closes on a frame that is too large', async () => {
      const socket = await signedIn('large');
      socket.send(`"${'x'.repeat(20_000)}"`);
      expect(await socket.closed).toMatchObject({ code: 1009 });
    });

    it('closes after twenty frames it does not understand', async () => {
      const socket = await signedIn('stubborn');
      for (let n = 0; n < 25; n += 1) socket.send('nonsense');
      expect(await socket.closed).toMatchObject({ code: 4500 });
    });

    it('drops what comes too fast, says so, and closes on who does not stop', async () => {
      const socket = await signedIn('flood');
      for (let n = 0; n < 500; n += 1) socket.send({ type: 'ping' });
      expect(await socket.next('error')).toMatchObject({ code: 'request.rate_limited', retry: true });
      expect(await socket.closed).toMatchObject({ code: 4003 });
    });

    it('gives the oldest socket’s place to a new one', async () => {
      const first = await signedIn('many');
      const second = await signedIn('many');
      const third = await signedIn('many');
      expect(await first.closed).toMatchObject({ code: 4504 });
      expect(second.raw.readyState).toBe(second.raw.OPEN);
      second.close();
      third.close();
    });

    it('is told of its player’s events, and of nobody else’s', async () => {
      const ann = await signedIn('listener');
      const bob = await signedIn('other');
      await server.get(Events).tell(lab.pinged, testPlayerId('listener'), { ms: 5 });
      expect(await ann.next('event')).toMatchObject({
        event: 'lab.pinged',
        data: { ms: 5 },
        server_ts: expect.any(Number),
      });
      await bob.rpc('lab.echo', { value: 1 });
      expect(bob.frames).toEqual([]);
      ann.close();
      bob.close();
    });
  });

  describe('goes', () => {
    it('when its reader is too slow, and frees what waited', async () => {
      const socket = await signedIn('slow');
      socket.raw.pause();
      const data = { ms: 1, padding: 'x'.repeat(10_000) };
      for (let n = 0; n < 3000; n += 1) await server.get(Events).tell(lab.pinged, testPlayerId('slow'), data);
      await sleep(2500);
      expect(
        await server.get(Metrics).registry.getSingleMetricAsString('aethex_socket_closes_total'),
      ).toContain('reason="slow_consumer"} 1');
      socket.raw.resume();
      await socket.closed;
    });

    it('when no sign of life comes any more', async () => {
      const socket = await signedIn('dead');
      socket.raw.pause();
      await sleep(3600);
      socket.raw.resume();
      expect(await socket.closed).toMatchObject({ code: 4002 });
    });

    it('stays while signs of life come', async () => {
      const socket = await signedIn('alive');
      await sleep(3000);
      expect(socket.raw.readyState).toBe(socket.raw.OPEN);
      socket.close();
    });

    it('when its token expires, after a warning; a fresh token keeps it', async () => {
      const now = server.clock?.now().getTime() ?? 0;
      const token = (seconds: number) =>
        testToken('expiring', { expiresAt: new Date(now + seconds * 1000).toISOString() });
      const kept = await server.rawSocket();
      await kept.signIn(token(90));
      const lost = await server.rawSocket();
      await lost.signIn(token(90));
      server.clock?.advance(35_000);
      expect(await kept.next('token_expiring')).toMatchObject({ expires_at: now + 90_000 });
      await lost.next('token_expiring');
      await kept.signIn(token(900));
      server.clock?.advance(60_000);
      expect(await lost.closed).toMatchObject({ code: 4005 });
      expect(await kept.rpc('lab.echo', { value: 1 })).toMatchObject({ result: { success: true } });
      kept.close();
    });

    it('when another player’s token is handed in', async () => {
      const socket = await signedIn('ann');
      socket.send({ type: 'auth', token: testToken('bob') });
      expect(await socket.closed).toMatchObject({ code: 4505 });
    });

    it('when its session ends', async () => {
      const socket = await signedIn('leaving');
      const identity = await server.get(Authenticator).who(testToken('leaving'));
      endSession(server, { sessionId: identity.sessionId });
      expect(await socket.closed).toMatchObject({ code: 4503 });
    });
  });
});

/** Tells the server that a session has ended, as the plugin of accounts would. */
function endSession(server: TestServer, ended: Ended): void {
  const slot = server.get(Authenticator) as unknown as { listeners: Set<(ended: Ended) => void> };
  slot.listeners.forEach((listener) => listener(ended));
}

describe('a server that stops', () => {
  it('sends its sockets elsewhere, finishes what is under way and answers to the last', async () => {
    const server = await startAethex({ plugins: [labPlugin()] });
    const socket = await server.as('ann').open();
    const working = socket.rpc('lab.sleep', { ms: 400 });
    const call = server.as('bob').rest(lab).sleep({ ms: 300 });
    await sleep(50);
    const stopped = server.app.close();
    expect(await socket.next('reconnect')).toMatchObject({
      reason: 'draining',
      after_ms: expect.any(Number),
    });
    expect((await fetch(`${server.url}/ready`)).status).toBe(503);
    expect(await sendRaw(server.url, handshake(), 300)).toMatch(/^HTTP\/1.1 503 /);
    expect(await call).toEqual({ ms: 300 });
    expect(await working).toMatchObject({ result: { data: { ms: 400 } } });
    expect(await socket.closed).toMatchObject({ code: 4000 });
    await stopped;
    await expect(fetch(`${server.url}/live`)).rejects.toThrow();
    await server.stop();
  });
});
