import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAethex, testToken, type TestServer } from '../src/index.js';
import { asJson } from './fixtures/http.js';
import { labPlugin } from './fixtures/lab.js';

describe.each(['fastify', 'express'] as const)('JSON-RPC on %s', (platform) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startAethex({ platform, plugins: [labPlugin()] });
  });
  afterAll(() => server.stop());

  const send = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/api/v1/rpc`, asJson(body, headers));
    return { status: response.status, text: await response.text() };
  };
  const answerTo = async (body: unknown) => JSON.parse((await send(body)).text) as Record<string, unknown>;
  const echo = (id: unknown, value: unknown = 1) => ({
    jsonrpc: '2.0',
    id,
    method: 'lab.echo',
    params: { value },
  });

  it.each([['a text'], ['7'], [7], [9_007_199_254_740_991], [-1], [1.5], [null]])(
    'echoes the id %p as it came',
    async (id) => {
      expect(await answerTo(echo(id))).toEqual({
        jsonrpc: '2.0',
        id,
        result: { success: true, data: { value: 1 } },
      });
    },
  );

  it('answers a notification with nothing', async () => {
    expect(await send({ jsonrpc: '2.0', method: 'lab.echo', params: { value: 1 } })).toEqual({
      status: 204,
      text: '',
    });
    expect(await send({ jsonrpc: '2.0', method: 'lab.nothing' })).toEqual({ status: 204, text: '' });
  });

  it.each([
    ['without a version', { id: 1, method: 'lab.echo' }],
    ['of another version', { jsonrpc: '1.0', id: 1, method: 'lab.echo' }],
    ['without a method', { jsonrpc: '2.0', id: 1 }],
    ['with a method that is no text', { jsonrpc: '2.0', id: 1, method: 1 }],
    ['with params that are no structure', { jsonrpc: '2.0', id: 1, method: 'lab.echo', params: 'x' }],
  ])('refuses an envelope %s', async (_what, body) => {
    expect(await answerTo(body)).toMatchObject({
      id: 1,
      error: { code: -32600, data: { code: 'request.envelope' } },
    });
  });

  it.each([[{}], [[]], [true]])('answers the id %p, which is none, with null', async (id) => {
    expect(await answerTo({ jsonrpc: '2.0', id, method: 'lab.echo' })).toMatchObject({
      id: null,
      error: { code: -32600 },
    });
  });

  it('tells an unknown method, bad params and a failure apart', async () => {
    const call = (method: string, params: unknown) => answerTo({ jsonrpc: '2.0', id: 1, method, params });
    expect(await call('lab.nothing', {})).toMatchObject({
      error: { code: -32601, data: { code: 'request.unknown_method' } },
    });
    expect(await call('lab.echo', {})).toMatchObject({
      error: { code: -32602, data: { code: 'request.invalid' } },
    });
    expect(await call('lab.echo', [1])).toMatchObject({ error: { code: -32602 } });
    expect(await call('lab.fail', { how: 'bug' })).toMatchObject({
      error: { code: -32603, data: { code: 'server.internal' } },
    });
    expect(await call('lab.whoami', {})).toMatchObject({
      error: { code: -32001, data: { code: 'request.unauthenticated' } },
    });
  });

  it('does not take a property every object has for a method', async () => {
    for (const method of ['constructor', 'toString', '__proto__', 'lab.constructor']) {
      expect(await answerTo({ jsonrpc: '2.0', id: 1, method })).toMatchObject({ error: { code: -32601 } });
    }
  });

  it('gives a single failure its HTTP status, and its error the house’s body', async () => {
    const { status, text } = await send({
      jsonrpc: '2.0',
      id: 1,
      method: 'lab.fail',
      params: { how: 'unavailable' },
    });
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      error: {
        message: 'The lab is closed.',
        data: { code: 'lab.away', retry: true, request_id: expect.any(String) },
      },
    });
  });

  it('says what is not JSON as the specification wants it', async () => {
    const { status, text } = await send('{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32700, data: { code: 'request.malformed' } },
    });
  });

  describe('in a batch', () => {
    it('answers item by item, and notifications not at all', async () => {
      const { status, text } = await send([
        echo(1, 'a'),
        { jsonrpc: '2.0', method: 'lab.echo', params: { value: 1 } },
        { jsonrpc: '2.0', id: 2, method: 'lab.nothing' },
        1,
        echo(3, 'b'),
      ]);
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject([
        { id: 1, result: { data: { value: 'a' } } },
        { id: 2, error: { code: -32601 } },
        { id: null, error: { code: -32600 } },
        { id: 3, result: { data: { value: 'b' } } },
      ]);
    });

    it('answers nothing when there were only notifications', async () => {
      expect(await send([{ jsonrpc: '2.0', method: 'lab.nothing' }])).toEqual({ status: 204, text: '' });
    });

    it('refuses an empty one and one that is too long', async () => {
      expect(await answerTo([])).toMatchObject({ id: null, error: { code: -32600 } });
      const long = Array.from({ length: 21 }, (_, n) => echo(n));
      expect(await answerTo(long)).toMatchObject({
        id: null,
        error: { code: -32600, data: { code: 'request.batch_too_long' } },
      });
    });

    it('counts each item against the limits', async () => {
      const body = Array.from({ length: 4 }, (_, id) => ({
        jsonrpc: '2.0',
        id,
        method: 'lab.limited',
        params: {},
      }));
      const { text } = await send(body, { authorization: `Bearer ${testToken('batcher')}` });
      expect((JSON.parse(text) as object[]).filter((answer) => 'error' in answer)).toMatchObject([
        { id: 3, error: { code: -32029 } },
      ]);
    });

    it('keeps JSON as it was written in every item', async () => {
      const item = (id: number, value: string) =>
        `{"jsonrpc":"2.0","id":${id},"method":"lab.echo","params":{"value":${value}}}`;
      const { text } = await send(`[ ${item(1, '1.0')} , ${item(2, '{"b":1,"a":9007199254740993}')} ]`);
      expect(text).toContain('"value":1.0}');
      expect(text).toContain('{"b":1,"a":9007199254740993}');
    });
  });
});
