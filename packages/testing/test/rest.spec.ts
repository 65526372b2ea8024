import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAethex, testToken, type TestServer } from '../src/index.js';
import { ask, asJson, sendRaw } from './fixtures/http.js';
import { lab, labPlugin } from './fixtures/lab.js';

describe.each(['fastify', 'express'] as const)('REST on %s', (platform) => {
  let server: TestServer;
  let api: string;
  beforeAll(async () => {
    server = await startAethex({
      platform,
      plugins: [labPlugin()],
      http: { maxBody: '64kb', maxUpload: '128kb' },
    });
    api = `${server.url}/api/v1`;
  });
  afterAll(() => server.stop());

  describe('puts an input together', () => {
    it('from path, query, header and body', async () => {
      const { status, headers, body } = await ask(`${api}/lab/items/a%20b?note=x`, {
        ...asJson({}),
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': '"6"' },
      });
      expect({ status, body, etag: headers.get('etag') }).toEqual({
        status: 200,
        body: { id: 'a b', base: 7, created: false },
        etag: '"7"',
      });
    });

    it('and answers 201 when something was created', async () => {
      expect((await ask(`${api}/lab/items/a`, { method: 'PUT' })).status).toBe(201);
    });

    it('and refuses a field that is given twice', async () => {
      const { status, body } = await ask(`${api}/lab/items/a?note=x`, {
        ...asJson({ note: 'y' }),
        method: 'PUT',
      });
      expect({ status, error: body.error }).toMatchObject({
        status: 400,
        error: { code: 'request.invalid', data: { field: 'note' } },
      });
      expect((await ask(`${api}/lab/items/a`, { ...asJson({ id: 'b' }), method: 'PUT' })).status).toBe(400);
    });

    it('and keeps JSON as it was written where the contract says so', async () => {
      const written = '{"b": 1.0, "a":[9007199254740993,1e309],"\\u0062":"\\ud83d\\ude00", "b":2}';
      const response = await fetch(`${api}/lab/echo`, asJson(`{ "value" :${written} }`));
      expect(await response.text()).toBe(`{"value":${written}}`);
    });

    it('and takes raw bytes', async () => {
      const init = {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.alloc(100_000),
      };
      expect((await ask(`${api}/lab/bytes`, init)).body).toEqual({ size: 100_000 });
    });
  });

  describe('refuses', () => {
    const cases: [string, RequestInit, number, string][] = [
      ['what is not JSON', asJson('{"value":'), 400, 'request.malformed'],
      ['an empty body of JSON', asJson(''), 400, 'request.malformed'],
      ['a list', asJson('[1]'), 400, 'request.invalid'],
      ['a poisoned key', asJson('{"value":{"__proto__":{"x":1}}}'), 400, 'request.poisoned'],
      ['a poisoned constructor', asJson('{"constructor":{"prototype":{}}}'), 400, 'request.poisoned'],
      ['deep nesting', asJson(`{"value":${'['.repeat(40)}${']'.repeat(40)}}`), 400, 'request.too_deep'],
      [
        'very deep nesting',
        asJson(`{"value":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
        400,
        'request.too_deep',
      ],
      ['too many keys', asJson(`{"value":[${'1,'.repeat(11_000)}1]}`), 400, 'request.too_deep'],
      ['a body that is too large', asJson(`{"value":"${'x'.repeat(70_000)}"}`), 413, 'request.too_large'],
      [
        'plain text',
        asJson('{"value":1}', { 'content-type': 'text/plain' }),
        415,
        'request.unsupported_type',
      ],
      [
        'a form',
        asJson('value=1', { 'content-type': 'application/x-www-form-urlencoded' }),
        415,
        'request.unsupported_type',
      ],
      [
        'another charset',
        asJson('{"value":1}', { 'content-type': 'application/json; charset=latin1' }),
        415,
        'request.unsupported_type',
      ],
      [
        'a type with something behind it',
        asJson('{"value":1}', { 'content-type': 'application/json garbage' }),
        415,
        'request.unsupported_type',
      ],
      [
        'a type with a tab in it',
        asJson('{"value":1}', { 'content-type': 'application/json\t;a=b' }),
        415,
        'request.unsupported_type',
      ],
      ['a missing field', asJson('{}'), 400, 'request.invalid'],
      ['a field nobody knows', asJson('{"value":1,"role":"admin"}'), 400, 'request.unknown_field'],
    ];
    it.each(cases)('%s', async (_what, init, status, code) => {
      const answer = await ask(`${api}/lab/echo`, init);
      expect(answer).toMatchObject({ status, body: { error: { code, retry: false } } });
      expect(answer.body.error?.request_id).toBe(answer.headers.get('x-request-id'));
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    });

    it('a body that announces too much, before it has arrived', async () => {
      const head =
        'POST /api/v1/lab/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{';
      const answer = await sendRaw(server.url, head);
      expect(answer).toMatch(/^HTTP\/1.1 413 /);
      expect(answer).toContain('request.too_large');
    });

    it('a body that grows too large without having said so', async () => {
      const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
      const head =
        'POST /api/v1/lab/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
      expect(await sendRaw(server.url, head + chunk.repeat(4))).toMatch(/^HTTP\/1.1 413 /);
    });

    it('raw bytes beyond their own limit', async () => {
      const init = {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.alloc(200_000),
      };
      expect(await ask(`${api}/lab/bytes`, init)).toMatchObject({
        status: 413,
        body: { error: { code: 'request.too_large' } },
      });
    });

    it('JSON where raw bytes belong', async () => {
      expect((await ask(`${api}/lab/bytes`, { ...asJson({ content: '' }), method: 'PUT' })).status).toBe(415);
    });

    it('a key named twice where secrets travel', async () => {
      const answer = await ask(`${api}/lab/secret`, asJson('{"password":"a","password":"b"}'));
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'request.duplicate_key' } } });
    });
  });

  describe('fails', () => {
    it('without telling what went wrong inside', async () => {
      const answer = await ask(`${api}/lab/fail`, asJson({ how: 'bug' }));
      expect(answer).toMatchObject({
        status: 500,
        body: { error: { code: 'server.internal', retry: false } },
      });
      expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|at .*\.ts/);
    });

    it('when a service answers what its contract does not promise', async () => {
      expect(await ask(`${api}/lab/fail`, asJson({ how: 'promise' }))).toMatchObject({
        status: 500,
        body: { error: { code: 'server.internal' } },
      });
    });

    it('and says when to come back', async () => {
      const answer = await ask(`${api}/lab/fail`, asJson({ how: 'unavailable' }));
      expect(answer).toMatchObject({ status: 503, body: { error: { code: 'lab.away', retry: true } } });
      expect(answer.headers.get('retry-after')).toBe('7');
    });
  });

  describe('lets in', () => {
    const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

    it('who sends a token, whatever the case of the scheme', async () => {
      const answer = await ask(`${api}/lab/whoami`, {
        headers: { authorization: `bEARER ${testToken('ann')}` },
      });
      expect(answer.body).toMatchObject({ who: 'player', wire: 'rest', address: '127.0.0.1' });
    });

    it('nobody else', async () => {
      expect(await ask(`${api}/lab/whoami`)).toMatchObject({
        status: 401,
        body: { error: { code: 'request.unauthenticated' } },
      });
      expect(await ask(`${api}/lab/whoami`, as('nonsense'))).toMatchObject({
        status: 401,
        body: { error: { code: 'auth.token_invalid' } },
      });
    });

    it('a bad token nowhere, not even where anyone may call', async () => {
      const init = asJson({ value: 1 }, { authorization: 'Bearer nonsense' });
      expect((await ask(`${api}/lab/echo`, init)).status).toBe(401);
    });

    it('whoever holds the permission', async () => {
      expect((await ask(`${api}/lab/admin`, as(testToken('ann')))).status).toBe(403);
      expect(
        (await ask(`${api}/lab/admin`, as(testToken('ann', { permissions: ['lab.enter'] })))).status,
      ).toBe(200);
    });

    it('servers where servers are meant, and admins too, but no players', async () => {
      expect((await ask(`${api}/lab/server`, as(testToken('ann')))).status).toBe(403);
      expect((await ask(`${api}/lab/server`, as(testToken('box', { who: 'server' })))).status).toBe(200);
      expect((await ask(`${api}/lab/server`, as(testToken('eve', { who: 'admin' })))).status).toBe(200);
    });

    it('so many calls in a minute, and says how long to wait', async () => {
      const caller = as(testToken('busy'));
      const statuses = [];
      for (let n = 0; n < 4; n += 1) statuses.push((await ask(`${api}/lab/limited`, caller)).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      const answer = await ask(`${api}/lab/limited`, caller);
      expect(answer).toMatchObject({
        body: { error: { code: 'request.rate_limited', retry: true, data: { retry_after: 60 } } },
      });
      expect(answer.headers.get('retry-after')).toBe('60');
      server.clock?.advance(60_000);
      expect((await ask(`${api}/lab/limited`, caller)).status).toBe(200);
    });
  });

  it('answers the same under the alias prefix', async () => {
    expect((await ask(`${server.url}/v1/lab/echo`, asJson({ value: 1 }))).body).toEqual({ value: 1 });
  });

  it('never gives a spelling of a path more than the path itself', async () => {
    const spellings = [
      '/api/v1/lab/whoami/',
      '/api/v1//lab/whoami',
      '/api/v1/lab/./whoami',
      '/api/v1/lab/%77hoami',
      '/api/v1/lab/whoami;x',
      '/API/v1/lab/whoami',
      '/api/v1/lab%2Fwhoami',
    ];
    for (const path of spellings) {
      for (const verb of ['GET', 'HEAD', 'OPTIONS']) {
        const answer = await sendRaw(
          server.url,
          `${verb} ${path} HTTP/1.1\r\nHost: x\r\nX-Original-URL: /live\r\nX-HTTP-Method-Override: GET\r\nConnection: close\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1.1 (401|404) /);
      }
    }
  });

  it('answers a body in the JSON-RPC envelope in the envelope', async () => {
    const call = { jsonrpc: '2.0', id: 'seed', method: 'lab.echo', params: { value: 'x' } };
    expect((await ask(`${api}/lab/echo`, asJson(call))).body).toEqual({
      jsonrpc: '2.0',
      id: 'seed',
      result: { success: true, data: { value: 'x' } },
    });
    const wrong = await ask(`${api}/lab/echo`, asJson({ ...call, method: 'lab.fail' }));
    expect(wrong.body.error).toMatchObject({ code: 'request.envelope' });
  });

  it('forbids caching and guessing of types', async () => {
    const { headers } = await ask(`${api}/lab/echo`, asJson({ value: 1 }));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('keeps what a service adds beyond its contract to itself', async () => {
    const { body } = await ask(`${api}/lab/items/a`, { method: 'PUT' });
    expect(body).not.toHaveProperty('secret');
    expect(await server.as('ann').direct(lab).item({ id: 'a' })).not.toHaveProperty('secret');
  });
});
