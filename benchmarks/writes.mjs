#!/usr/bin/env node
/**
 * What writers who arrive together share: the time of one durable save beside that of fifty at once, each of another
 * player, over one keep-alive connection each. A save is acknowledged only when it is durable, so one alone pays a whole
 * fsync. Where a C compiler is, the same again on slower disks. `npm run writes -w benchmarks`
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median, table, verdict } from './lib/compare.mjs';
import { awake, Side } from './lib/side.mjs';
import { inFolder, post, smallSave } from './lib/world.mjs';

const together = 50;
const rounds = Number(process.env.ROUNDS ?? 200);
const goal = 5;
/** Players who take turns: nobody may save more than 120 times a minute. */
const crowd = 600;

const rows = [await measured({}, 'this disk')];
const shim = slowFsync();
if (shim)
  for (const ms of [2, 5, 10])
    rows.push(await measured({ LD_PRELOAD: shim, FSYNC_MS: String(ms) }, `${ms} ms more for each fsync`));
console.log(table(['disk', 'ms for one', 'ms for 50', 'saves/s at 50', '50 beside one'], rows));

/** One server, and the medians of one save alone and of fifty at once. */
async function measured(env, disk) {
  return inFolder(async (folder) => {
    const ours = await Side.startWith({ env }, 'ours', join(folder, 'ours'));
    const agent = new Agent({ keepAlive: true, maxSockets: together });
    try {
      const { one, all } = await awake(() => alternate(agent, ours.facts.url));
      const beside = verdict(all / one, goal);
      return [disk, one.toFixed(2), all.toFixed(2), ((1000 * together) / all).toFixed(0), beside];
    } finally {
      agent.destroy();
      await ours.stop();
    }
  });
}

async function alternate(agent, url) {
  const tokens = await Promise.all(
    Array.from({ length: crowd }, async () => (await post(url, '/auth/guest', {})).token),
  );
  const put = (token, level) => saved(agent, url, token, level);
  const [alone, fifty] = [[], []];
  for (let round = -20; round < rounds; round += 1) {
    const [first, single, ...several] = turn(tokens, round);
    // The one before a lone writer came in a group, for which the server still waits a little.
    await put(first, round);
    const one = await timed(() => put(single, round));
    const all = await timed(() => Promise.all(several.map((token) => put(token, round))));
    if (round >= 0) alone.push(one);
    if (round >= 0) fifty.push(all);
    await sleep(2);
  }
  return { one: median(alone), all: median(fifty) };
}

/** A library that makes fsync slower, or `null` where nothing can compile or load it. */
function slowFsync() {
  if (process.platform !== 'linux') return null;
  const file = join(mkdtempSync(join(tmpdir(), 'aethex-bench-')), 'slow-fsync.so');
  process.once('exit', () => rmSync(dirname(file), { recursive: true, force: true }));
  const source = join(import.meta.dirname, 'sides', 'slow-fsync.c');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', file, source, '-ldl']);
  return status === 0 ? file : null;
}

/** The players of a round: two who save alone, and those who save at once. */
function turn(tokens, round) {
  const first = ((round + crowd) * (together + 2)) % crowd;
  return Array.from({ length: together + 2 }, (_, index) => tokens[(first + index) % crowd]);
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Writes a save over whatever is there, and waits for the acknowledgement. */
function saved(agent, url, token, level) {
  const body = JSON.stringify({ slot_name: 'slot1', data: { ...smallSave, level }, overwrite: true });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': body.length,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/v1/saves/me`, { agent, method: 'POST', headers }, (response) => {
      response
        .resume()
        .once('end', () =>
          response.statusCode < 300 ? resolve() : reject(new Error(`${response.statusCode}`)),
        );
    });
    sent.once('error', reject).end(body);
  });
}
