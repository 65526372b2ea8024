import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Jobs } from '@aethex/core';
import { startAethex, testPlayerId, testToken, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { savesPlugin } from '../src/index.js';
import { blobFiles, noise, player, rowsOf, sha256, usage } from './tools.js';

const patience = 120_000;
const kills = 8;
const writers = ['w1', 'w2', 'w3', 'w4'];

/** What the server has acknowledged, by revision: the checksum of what was sent. */
type Acknowledged = Map<number, string>;

async function start(dir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(fileURLToPath(new URL('killed-server.mjs', import.meta.url)), [dir], { execArgv: [] });
  const [url] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The server ended with ${String(code)}.`))),
  ])) as [string];
  return { child, url };
}

/** Saves on and on, small and large in turn, until the server is gone. */
async function write(url: string, name: string, acknowledged: Acknowledged): Promise<void> {
  for (let count = acknowledged.size; ; count += 1) {
    const data = JSON.stringify(noise(count % 2 ? 4_000 : 200));
    const answer = await fetch(`${url}/api/v1/saves/me`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken(name)}`, 'content-type': 'application/json' },
      body: `{"slot_name":"a","overwrite":true,"data":${data}}`,
    });
    const { revision } = (await answer.json()) as { revision: number };
    if (!answer.ok) throw new Error(`The server refused with ${answer.status}.`);
    acknowledged.set(revision, sha256(data));
  }
}

describe('a server that is killed while players save (S8)', () => {
  let dir: string;
  const acknowledged = new Map(writers.map((name) => [name, new Map<number, string>()]));
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-kill-'));
    for (let round = 0; round < kills; round += 1) {
      const { child, url } = await start(dir);
      const writing = writers.map((name) => write(url, name, acknowledged.get(name)!).catch(() => undefined));
      await sleep(100 + Math.random() * 400);
      child.kill('SIGKILL');
      await Promise.all(writing);
    }
  }, patience);
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it(
    'has every save it acknowledged, whole, each other one whole or not at all, and no blob that is nobody’s',
    async () => {
      const server = await startAethex({
        plugins: [savesPlugin({ inlineBytes: '1kb', history: 10_000 })],
        dir,
      });
      for (const name of writers) await checkWriter(server, name, acknowledged.get(name)!);
      server.clock?.set(new Date(Date.now() + 2 * 3_600_000));
      await server.get(Jobs).add({ name: 'saves.collect' });
      await server.flushJobs();
      const named = await rowsOf(server, 'SELECT 1 FROM saves_revisions WHERE blob_key IS NOT NULL');
      expect(await blobFiles(server)).toHaveLength(named.length);
      await server.stop();
    },
    patience,
  );

  async function checkWriter(server: TestServer, name: string, sent: Acknowledged): Promise<void> {
    expect(sent.size).toBeGreaterThan(kills);
    const api = player(server, name);
    const { revision: head, save_id } = await api.get({ save_id: 'a' });
    const rows = await rowsOf(
      server,
      'SELECT revision FROM saves_revisions WHERE slot_id = $1 ORDER BY revision',
      [save_id],
    );
    expect(rows.map(({ revision }) => Number(revision))).toEqual(
      Array.from({ length: head }, (_, at) => at + 1),
    );
    for (let revision = 1; revision <= head; revision += 1) {
      const save = await api.get({ save_id: 'a', revision });
      expect(sha256(JSON.stringify(save.data))).toBe(save.checksum);
      expect(save.checksum).toBe(sent.get(revision) ?? save.checksum);
    }
    expect(Math.max(...sent.keys())).toBeLessThanOrEqual(head);
    // At each kill one save at most was on its way.
    expect(head - sent.size).toBeLessThanOrEqual(kills);
    const { said, held } = await usage(server, testPlayerId(name));
    expect(said).toBe(held);
  }
});
