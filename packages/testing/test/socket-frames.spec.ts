import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { definePlugin, Events, handles, makePlan, Metrics } from '@aethex/core';
import { local } from '@aethex/local';
import type { Encoding } from '@aethex/protocol';
import { pack, unpack } from '@aethex/protocol/realtime';
import { startAethex, testPlayerId, testToken, type TestServer, type TestSocket } from '../src/index.js';
import { dance, danced, danceFrames, dancePlugin, left } from './fixtures/dance.js';
import { labPlugin } from './fixtures/lab.js';

let server: TestServer;
beforeAll(async () => {
  server = await startAethex({
    plugins: [dancePlugin(), labPlugin()],
    socket: { perSecond: 100, burst: 100, maxQueued: 8 },
  });
});
afterAll(() => server.stop());
beforeEach(() => void danced.splice(0));

const open = async (name: string, encoding: Encoding = 'json'): Promise<TestSocket> => {
  const socket = await server.rawSocket({ encoding });
  await socket.signIn(testToken(name));
  return socket;
};

const departures = (name: string) =>
  left.filter(({ player }) => player === testPlayerId(name)).map(({ code, after }) => ({ code, after }));

describe.each(['json', 'msgpack'] as const)('frames of a plugin in %s', (encoding) => {
  it('reach its handler with whom they come from, and it answers', async () => {
    const socket = await open('ann', encoding);
    socket.send({ type: 'step', n: 1 });
    expect(await socket.next('stepped')).toEqual({ type: 'stepped', n: 1, by: testPlayerId('ann') });
    socket.close();
  });

  it('are handled in their order, however long each takes, hot ones too', async () => {
    const socket = await open('orderly', encoding);
    socket.send({ type: 'step', n: 1, ms: 40 });
    socket.send({ type: 'move', data: { x: 1 } });
    socket.send({ type: 'step', n: 2 });
    socket.send({ type: 'move', data: { x: 2 } });
    await socket.rpc('lab.echo', { value: 1 });
    expect(danced).toEqual([1, { x: 1 }, 2, { x: 2 }]);
    socket.close();
  });

  it('are answered in the encoding that was asked for, calls and events as well', async () => {
    const socket = await open('linguist', encoding);
    const binary: boolean[] = [];
    socket.raw.on('message', (_data: Buffer, isBinary: boolean) => binary.push(isBinary));
    socket.send({ type: 'ping', id: 1 });
    await socket.next('pong');
    expect(await socket.rpc('lab.echo', { value: { deep: [1, 'ä', null, true, 0.5] } })).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { success: true, data: { value: { deep: [1, 'ä', null, true, 0.5] } } },
    });
    await server.get(Events).tell(dance.won, testPlayerId('linguist'), { place: 3 });
    await socket.next('prize');
    expect(binary).toEqual([encoding, encoding, encoding].map((one) => one === 'msgpack'));
    socket.close();
  });

  it('carry an event under the name its contract gives it', async () => {
    const socket = await open('winner', encoding);
    const events = server.get(Events);
    await events.tell(dance.won, testPlayerId('winner'), { place: 1 });
    expect(await socket.next('prize')).toEqual({ type: 'prize', place: 1, server_ts: expect.any(Number) });
    await events.tell(dance.over, testPlayerId('winner'), {});
    expect(await socket.next('silence')).toEqual({ type: 'silence', server_ts: expect.any(Number) });
    socket.close();
  });

  it('that are refused by the handler are answered with its error', async () => {
    const socket = await open('rude', encoding);
    socket.send({ type: 'trip', id: 'a', how: 'rudely' });
    expect(await socket.next('error')).toMatchObject({
      ref: 'a',
      code: 'dance.rude',
      message: 'Mind your feet.',
    });
    socket.close();
  });

  it('that break the handler are answered with one fixed sentence', async () => {
    const socket = await open('clumsy', encoding);
    socket.send({ type: 'trip', id: 5, how: 'badly' });
    const error = await socket.next('error');
    expect(error).toMatchObject({ ref: 5, code: 'server.internal', request_id: expect.any(String) });
    expect(JSON.stringify(error)).not.toContain('secret');
    socket.close();
  });

  it.each([
    ['a field of the wrong sort', { type: 'step', n: 'one', id: 1 }, 'request.invalid', 1],
    ['a field nobody knows', { type: 'step', n: 1, extra: 1, id: 2 }, 'request.invalid', 2],
    ['a type nobody knows', { type: 'fly', id: 3 }, 'ws.unknown_type', 3],
    [
      'a hot frame that is too large',
      { type: 'move', data: { x: 'x'.repeat(1000) } },
      'request.too_large',
      undefined,
    ],
  ])('with %s are told of', async (_what, frame, code, ref) => {
    const socket = await open('wrong', encoding);
    socket.send(frame);
    const error = await socket.next('error');
    expect([error.code, error.ref]).toEqual([code, ref]);
    socket.close();
  });

  it('before signing in end the socket, hot ones too', async () => {
    for (const frame of [
      { type: 'step', n: 1 },
      { type: 'move', data: {} },
    ]) {
      const socket = await server.rawSocket({ encoding });
      socket.send(frame);
      expect(await socket.closed).toMatchObject({ code: 4501 });
    }
    expect(danced).toEqual([]);
  });

  it('sent right behind the auth frame wait for its verdict', async () => {
    const socket = await server.rawSocket({ encoding });
    socket.send({ type: 'auth', token: testToken('hasty'), resume: { token: 'other', seq: 1 } });
    socket.send({ type: 'move', data: { x: 1 } });
    socket.send({ type: 'step', n: 1 });
    await socket.next('stepped');
    expect(danced).toEqual([expect.stringContaining('resume 1'), { x: 1 }, 1]);
    socket.close();
  });
});

describe('a frame that says its type twice', () => {
  it('is refused: two readers could see two frames', async () => {
    const socket = await open('janus');
    socket.send('{"type":"move","data":{},"type":"step","n":1}');
    expect(await socket.next('error')).toMatchObject({ code: 'request.duplicate_key' });
    expect(danced).toEqual([]);
    socket.close();
  });
});

describe('a batch of calls in MessagePack', () => {
  it('is answered in one frame of MessagePack, and a key that stands twice refuses it', async () => {
    const socket = await open('batcher', 'msgpack');
    const answer = new Promise<unknown>((resolve) =>
      socket.raw.once('message', (data: Buffer) => resolve(unpack(data))),
    );
    const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'lab.echo', params: { value: id } });
    socket.send([call(1), call(2)]);
    expect(await answer).toMatchObject([{ id: 1 }, { id: 2, result: { data: { value: 2 } } }]);
    socket.send(Uint8Array.of(0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2));
    expect(await socket.next('error')).toMatchObject({ code: 'request.duplicate_key' });
    socket.close();
  });
});

describe('bytes', () => {
  it('pass where a frame has room for them', async () => {
    const socket = await open('photographer', 'msgpack');
    socket.send({ type: 'photo', image: Uint8Array.of(1, 2, 3) });
    expect(await socket.next('seen')).toEqual({ type: 'seen', image: Buffer.from([1, 2, 3]) });
    socket.close();
  });

  it('are refused where a frame has none, and pass into calls as their schemas say', async () => {
    const socket = await open('smuggler', 'msgpack');
    socket.send({ type: 'move', data: { x: Uint8Array.of(1) } });
    expect(await socket.next('error')).toMatchObject({ code: 'ws.binary' });
    expect(await socket.rpc('lab.bytes', { content: Uint8Array.of(1, 2) })).toMatchObject({
      result: { data: { size: 2 } },
    });
    expect(await socket.rpc('lab.echo', { value: Uint8Array.of(1, 2) })).toMatchObject({
      result: { data: { value: 'AQI=' } },
    });
    socket.close();
  });
});

describe('a socket that resumes', () => {
  const resumed = async (name: string, token: string) => {
    const socket = await server.rawSocket();
    return { socket, verdict: await socket.signIn(testToken(name), { resume: { token, seq: 7 } }) };
  };

  it('is told that it may, and gets what the handler sends behind that', async () => {
    const { socket, verdict } = await resumed('tunnel', 'mine');
    expect(verdict).toMatchObject({ resumed: true });
    expect(await socket.next('stepped')).toMatchObject({ n: 7 });
    socket.close();
  });

  it('is signed in all the same when nobody knows its seat, or looking for it fails', async () => {
    for (const token of ['other', 'broken']) {
      const { socket, verdict } = await resumed('stranger', token);
      expect(verdict).toMatchObject({ resumed: false });
      await socket.expectNo('stepped', 50);
      socket.close();
    }
  });
});

describe('rates', () => {
  it('of hot frames do not use up the rate of others, and too many are dropped and told of', async () => {
    const socket = await open('racer');
    for (let n = 0; n < 100; n += 1) socket.send({ type: 'move', data: { n } });
    expect(await socket.next('error')).toMatchObject({ code: 'request.rate_limited', retry: true });
    expect(await socket.rpc('lab.echo', { value: 1 })).toMatchObject({ result: { success: true } });
    expect(danced.length).toBeGreaterThanOrEqual(20);
    expect(danced.length).toBeLessThan(30);
    expect(socket.frames.filter(({ type }) => type === 'error')).toEqual([]);
    socket.close();
  });

  it('hold for a frame that does not begin with its type', async () => {
    const socket = await open('backwards');
    for (let n = 0; n < 90; n += 1) socket.send({ data: { n }, type: 'move' });
    expect(await socket.next('error')).toMatchObject({ code: 'request.rate_limited' });
    expect(danced.length).toBeLessThan(30);
    for (let n = 0; n < 80; n += 1) socket.send({ type: 'step', n });
    for (let n = 0; n < 80; n += 1) expect(await socket.next('stepped')).toMatchObject({ n });
    socket.close();
  });

  it('end a socket that does not care', async () => {
    const socket = await open('madman');
    for (let n = 0; n < 300; n += 1) socket.send({ type: 'move', data: {} });
    expect(await socket.closed).toMatchObject({ code: 4003 });
    await sleep(50);
    expect(departures('madman')).toMatchObject([{ code: 4003 }]);
  });
});

describe('what is sent', () => {
  it('in one turn of the event loop leaves in one write', async () => {
    const socket = await open('listener');
    const chunks: number[] = [];
    const stream = Reflect.get(socket.raw, '_socket') as NodeJS.ReadableStream;
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.length));
    socket.send({ type: 'shout', times: 50, text: 'hey' });
    for (let n = 0; n < 50; n += 1) await socket.next('heard');
    expect(chunks).toEqual([50 * (2 + '{"type":"heard","text":"hey"}'.length)]);
    socket.close();
  });

  it('arrives whole and in order when it is more than a reader takes at once', async () => {
    const socket = await open('reader');
    socket.raw.pause();
    const text = 'x'.repeat(20_000);
    socket.send({ type: 'shout', times: 40, text });
    socket.send({ type: 'step', n: 9 });
    await sleep(50);
    socket.raw.resume();
    await socket.next('stepped');
    expect(socket.frames).toEqual(Array.from({ length: 40 }, () => ({ type: 'heard', text })));
    socket.close();
  });
});

describe('a socket that closes', () => {
  it('is told of once, behind what was under way, with the code of who closed', async () => {
    const socket = await open('leaver');
    socket.send({ type: 'step', n: 1, ms: 50 });
    await sleep(10);
    socket.raw.close(4321);
    await socket.closed;
    await sleep(100);
    expect(departures('leaver')).toEqual([{ code: 4321, after: 1 }]);
  });

  it('without a word has code 1006', async () => {
    const socket = await open('breaker');
    socket.raw.terminate();
    await sleep(100);
    expect(departures('breaker')).toEqual([{ code: 1006, after: 0 }]);
  });
});

describe('the metrics', () => {
  it('count what passes by encoding and kind, and what was dropped', async () => {
    const socket = await open('counted', 'msgpack');
    const lines = () => server.get(Metrics).registry.metrics();
    const value = (text: string, name: string): number =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.split(' ')
          .at(-1) ?? 0,
      );
    const hot = 'aethex_socket_messages_total{direction="in",encoding="msgpack",kind="hot"}';
    const shared = 'aethex_socket_bytes_total{direction="out",encoding="msgpack",kind="shared"}';
    const before = await lines();
    socket.send({ type: 'move', data: { x: 1 } });
    await socket.next('moved');
    socket.send({ type: 'shout', times: 2, text: 'hey' });
    await socket.next('heard');
    const after = await lines();
    expect(value(after, hot) - value(before, hot)).toBe(1);
    expect(value(after, shared) - value(before, shared)).toBe(
      2 * (2 + pack({ type: 'heard', text: 'hey' }).length),
    );
    expect(value(after, 'aethex_socket_drops_total')).toBeGreaterThan(0);
    expect(after).toContain('aethex_socket_buffered_bytes 0');
    socket.close();
  });
});

describe('a plan', () => {
  it('refuses two plugins that want the same frame, and a frame of the house', () => {
    class Other {
      handle(): void {}
    }
    const other = definePlugin({
      id: 'other',
      frames: [handles({ step: danceFrames.step, ping: danceFrames.trip }, Other)],
    });
    const problems = () =>
      makePlan(
        { adapters: local.rest({ dir: './nowhere' }), plugins: [dancePlugin(), other()] },
        { env: {} },
      );
    expect(problems).toThrow(/The socket frame "step" belongs to dance and other\./);
    expect(problems).toThrow(/The socket frame "ping" belongs to the house and other\./);
  });
});

describe('a server that stops', () => {
  it('lets plugins move what they hold before it sends sockets away', async () => {
    const stopping = await startAethex({ plugins: [dancePlugin()] });
    const socket = await stopping.rawSocket();
    await socket.signIn(testToken('ann'));
    const stopped = stopping.app.close();
    await socket.next('reconnect');
    expect(danced).toEqual(['drained']);
    expect(await socket.closed).toMatchObject({ code: 4000 });
    await stopped;
    expect(departures('ann').at(-1)).toEqual({ code: 4000, after: 1 });
    await stopping.stop();
  });
});
