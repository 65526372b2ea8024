import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestServer } from '@aethex/testing';
import { call, startAuth } from './fixtures.js';
import { pretendKeys, serverKey } from './pretend-keys.js';

/** Sends a request exactly as it is written and gives back the whole answer. */
async function raw(server: TestServer, line: string, headers: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const all = [line, `host: ${hostname}`, 'connection: close', ...headers, '', ''];
  socket.write(all.join('\r\n'));
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

const path = '/api/v1/players';
const spellings = [
  path,
  `/${path}`,
  `${path}/`,
  `${path}//`,
  '/api/v1/./players',
  '/api/v1/auth/../players',
  '/api/v1/auth/%2e%2e/players',
  '/api/v1/%2e/players',
  '/api/v1%2fplayers',
  '/api%2fv1/players',
  '/api/v1/player%73',
  '/api/v1/PLAYERS',
  '/API/V1/players',
  `${path};x`,
  `${path};x=1`,
  `${path}%00`,
  `${path}%20`,
  `${path}.json`,
  `${path}?limit=1`,
  `${path}#x`,
  `http://127.0.0.1${path}`,
  `http://elsewhere.example${path}`,
];
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get'];
const overrides = [
  'x-http-method-override: GET',
  'x-method-override: GET',
  `x-original-url: ${path}`,
  `x-rewrite-url: ${path}`,
  `x-forwarded-prefix: ${path}`,
  'x-forwarded-for: 127.0.0.1',
];

describe.each(['fastify', 'express'] as const)('a route for servers alone, on %s', (platform) => {
  let server: TestServer;
  let player: string;
  beforeAll(async () => {
    server = await startAuth({}, { platform, plugins: [pretendKeys()] });
    player = (await call(server, 'POST /auth/guest', {})).body.token;
  });
  afterAll(() => server.stop());

  /** Answers that gave a list of players. */
  const opened = async (lines: readonly string[], headers: readonly string[]): Promise<string[]> => {
    const found: string[] = [];
    for (const line of lines) {
      const answer = await raw(server, `${line} HTTP/1.1`, headers);
      if (answer.includes('"players"') || / 5\d\d /.test(answer.slice(0, 16)))
        found.push(`${line}: ${answer}`);
    }
    return found;
  };

  it('opens to a server that may read players', async () => {
    const key = `authorization: Bearer ${serverKey('default')}`;
    expect(await opened([`GET ${path}`], [key])).toHaveLength(1);
  });

  it('opens to a player and to nobody by no spelling of its path', async () => {
    const lines = spellings.map((one) => `GET ${one}`);
    expect(await opened(lines, [])).toEqual([]);
    for (const token of [player, serverKey('default', ['auth.moderate'])])
      expect(await opened(lines, [`authorization: Bearer ${token}`])).toEqual([]);
  });

  it('opens by no verb', async () => {
    const lines = verbs.map((verb) => `${verb} ${path}`);
    expect(await opened(lines, [`authorization: Bearer ${player}`])).toEqual([]);
  });

  it('opens by no header that speaks of another path or verb', async () => {
    for (const header of overrides)
      expect(
        await opened(
          [`POST ${path}`, `GET ${path}`, 'GET /api/v1/auth/sessions'],
          [`authorization: Bearer ${player}`, 'content-length: 0', header],
        ),
      ).toEqual([]);
  });
});
