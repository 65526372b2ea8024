#!/usr/bin/env node
/**
 * What writers who arrive together share: the time of one durable save beside that of fifty at once, each of another
 * player, over one keep-alive connection each. SQLite acknowledges a save only when it is durable, so one alone pays a
 * whole fsync. `npm run writes -w benchmarks`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { median, table, verdict } from './lib/compare.mjs';
import { awake, Side } from './lib/side.mjs';
import { inFolder, post, smallSave } from './lib/world.mjs';

const together = 50;
const rounds = Number(process.env.ROUNDS ?? 200);
const goal = 5;
/** Players who take turns: nobody may save more than 120 times a minute. */
const crowd = 600;

await inFolder(async (folder) => {
  const ours = await Side.start('ours', join(folder, 'ours'));
  const { url } = ours.facts;
  const agent = new Agent({ keepAlive: true, maxSockets: together });
  try {
    const tokens = await Promise.all(
      Array.from({ length: crowd }, async () => (await post(url, '/auth/guest', {})).token),
    );
    const put = (token, level) => saved(agent, url, token, level);
    const alone = [];
    const fifty = [];
    await awake(async () => {
      for (let round = -20; round < rounds; round += 1) {
        const [single, ...several] = turn(tokens, round);
        const one = await timed(() => put(single, round));
        const all = await timed(() => Promise.all(several.map((token) => put(token, round))));
        if (round >= 0) alone.push(one);
        if (round >= 0) fifty.push(all);
        await sleep(2);
      }
    });
    const fsync = fsyncTime(folder);
    const [one, all] = [median(alone), median(fifty)];
    console.log(
      table(
        ['saves at once', 'ms until all are durable', 'saves/s', 'beside one'],
        [
          ['(one fsync of the disk)', fsync.toFixed(2), '', ''],
          ['1', one.toFixed(2), (1000 / one).toFixed(0), ''],
          [together, all.toFixed(2), ((1000 * together) / all).toFixed(0), verdict(all / one, goal)],
        ],
      ),
    );
  } finally {
    agent.destroy();
    await ours.stop();
  }
});

/** The players of a round: one who saves alone, and those who save at once. */
function turn(tokens, round) {
  const first = ((round + crowd) * (together + 1)) % crowd;
  return Array.from({ length: together + 1 }, (_, index) => tokens[(first + index) % crowd]);
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

/** Milliseconds of one small write with fsync on the same disk. */
function fsyncTime(folder) {
  const file = openSync(join(folder, 'probe'), 'w');
  const times = Array.from({ length: 200 }, () => {
    const began = performance.now();
    writeSync(file, 'x'.repeat(4096));
    fsyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  return median(times);
}
