import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { forPlugins, installExample, npm, packAll, quietly } from '../../stranger.js';

const patience = 240_000;
const example = join(import.meta.dirname, '..');

const config = `
import { defineConfig } from '@aethex/core';
import { defaultPlugins } from '@aethex/server';
import { guestbookPlugin } from 'aethex-plugin-guestbook';

export const config = defineConfig({ plugins: [...defaultPlugins(), guestbookPlugin({ maxLength: 140 })] });
`;

describe('from packed packages, in an empty folder', () => {
  let dir: string;
  let tarballs: string[];
  let place: string;
  beforeAll(async () => {
    ({ dir, tarballs } = await packAll(forPlugins));
    place = await installExample(example, dir, tarballs);
  }, patience);
  afterAll(() => rm(dir, { recursive: true, force: true }), 60_000);

  it('the guestbook compiles and passes its own tests', async () => {
    const said = await npm(place, 'test');
    expect(said).toMatch(/Tests: +\d+ passed, \d+ total/);
  }, 120_000);

  it(
    'the guestbook, packed itself, answers in a server installed with npm',
    async () => {
      const home = join(dir, 'game');
      await mkdir(home);
      await npm(place, 'pack', '--ignore-scripts', '--pack-destination', home);
      const ours = tarballs.filter((path) => !path.includes('testing'));
      await writeFile(join(home, 'package.json'), '{ "name": "game", "private": true, "type": "module" }');
      await writeFile(join(home, 'aethex.config.mjs'), config);
      await npm(home, 'install', ...quietly, ...ours, './aethex-plugin-guestbook-0.1.0.tgz');
      const server = await start(home);
      try {
        const post = async (path: string, body: unknown, token = ''): Promise<Record<string, unknown>> => {
          const headers = {
            'content-type': 'application/json',
            ...(token && { authorization: `Bearer ${token}` }),
          };
          const response = await fetch(server.url + path, {
            method: 'POST',
            headers,
            body: JSON.stringify(body),
          });
          return (await response.json()) as Record<string, unknown>;
        };
        const { token } = await post('/api/v1/auth/guest', {});
        const signed = await post('/api/v1/guestbook', { line: 'Ann was here.' }, String(token));
        expect(signed).toEqual({ id: expect.any(String) });
        const rpc = { jsonrpc: '2.0', id: 1, method: 'guestbook.read', params: {} };
        expect(await post('/api/v1/rpc', rpc)).toMatchObject({
          result: { success: true, data: [{ line: 'Ann was here.' }] },
        });
      } finally {
        await server.stop();
      }
    },
    patience,
  );
});

/** Starts the installed command on a free port. */
async function start(home: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const bin = join(home, 'node_modules', '.bin', 'aethex');
  const child: ChildProcess = spawn(bin, ['start'], {
    cwd: home,
    env: { ...process.env, AETHEX_HTTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /(http:\S+)\/api\/v1\n/.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`It ended and said:\n${said}`)));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
