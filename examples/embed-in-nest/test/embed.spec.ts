import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';

const json = { 'content-type': 'application/json' };

describe.each(['express', 'fastify'] as const)('embedded on %s', (platform) => {
  let child: ChildProcess;
  let url: string;
  const dir = mkdtempSync(join(tmpdir(), 'aethex-embed-'));

  beforeAll(async () => {
    const file = join(import.meta.dirname, '..', 'dist', `${platform}.js`);
    child = spawn(process.execPath, [file], {
      env: { ...process.env, PORT: '0', STUDIO_DATA: dir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    url = await new Promise((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        const found = /listening on (\S+)/.exec(chunk.toString())?.[1];
        if (found) resolve(found.replace('[::1]', '127.0.0.1'));
      });
      child.once('exit', (code) => reject(new Error(`The example ended with ${code}. Was it built?`)));
    });
  }, 30_000);

  afterAll(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  });

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}/studio${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('leaves the studio’s routes as they were', async () => {
    expect(await ask('/news')).toEqual({ status: 200, body: [{ title: 'Season two begins' }] });
    expect(await ask('/news/missing')).toEqual({
      status: 404,
      body: { statusCode: 404, error: 'Not Found', message: 'No such article' },
    });
    expect(await ask('/news', { method: 'POST', headers: json, body: '{"a":1}' })).toMatchObject({
      body: { received: { a: 1 } },
    });
    const broken = await ask('/news', { method: 'POST', headers: json, body: '{"a":' });
    expect(broken).toMatchObject({ status: 400, body: { statusCode: 400 } });
  });

  it('answers under the studio’s prefix, with the house’s error body', async () => {
    const { status, body } = await ask('/api/v1/auth/guest', { method: 'POST', headers: json, body: '{}' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ token: expect.any(String), created: true });
    const broken = await ask('/api/v1/auth/guest', { method: 'POST', headers: json, body: '{' });
    expect(broken).toMatchObject({ status: 400, body: { error: { code: 'request.malformed' } } });
  });

  it('stands behind the studio’s guard', async () => {
    const answer = await ask('/api/v1/auth/guest', {
      method: 'POST',
      headers: { ...json, 'x-maintenance': 'on' },
      body: '{}',
    });
    expect(answer).toMatchObject({
      status: 403,
      body: { error: { code: 'request.refused', message: 'Back in an hour' } },
    });
  });

  it('keeps saves, asks the studio’s hook, and opens its socket', async () => {
    const { body } = await ask('/api/v1/auth/guest', { method: 'POST', headers: json, body: '{}' });
    const authorization = `Bearer ${String(body['token'])}`;
    const put = (slot_name: string) =>
      ask('/api/v1/saves/me', {
        method: 'POST',
        headers: { ...json, authorization },
        body: JSON.stringify({ slot_name, data: { level: 5 } }),
      });
    expect(await put('slot1')).toMatchObject({ status: 201, body: { revision: 1 } });
    expect(await put('forbidden')).toMatchObject({ status: 403, body: { error: { code: 'studio.slot' } } });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/multiplayer`);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ type: 'auth', token: body['token'] }));
    const frame = await new Promise<string>((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    );
    expect(JSON.parse(frame)).toMatchObject({ type: 'auth_ok' });
    socket.close();
  });
});
