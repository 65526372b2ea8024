#!/usr/bin/env node
/**
 * What a storm of logins does to everybody else: the p99 of `saves.get` at a steady, modest rate, idle and while fifty
 * password logins are always under way; and how much of a login's CPU time is argon2id. `npm run logins -w benchmarks`
 */
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { median, percentile, table, verdict } from './lib/compare.mjs';
import { Side } from './lib/side.mjs';
import { inFolder, post, smallSave } from './lib/world.mjs';

const storm = 50;
const seconds = Number(process.env.SECONDS ?? 8);
const rounds = Number(process.env.ROUNDS ?? 5);
const goal = 3;
/** Milliseconds between two reads. */
const pace = 10;

await inFolder(async (folder) => {
  // Hashes are computed beside the event loop: the server has to have all cores.
  const ours = await Side.startWith({ pinned: false }, 'ours', join(folder, 'ours'));
  const { url } = ours.facts;
  try {
    const accounts = await registered(url);
    const { token } = await post(url, '/auth/guest', {});
    await post(url, '/saves/me', { slot_name: 'slot1', data: smallSave }, token);
    const idle = [];
    const stormy = [];
    const perLogin = [];
    for (let round = 0; round <= rounds; round += 1) {
      const calm = await reads(url, token);
      const before = await ours.cpu();
      const [busy, logins] = await Promise.all([reads(url, token), stormOf(url, accounts)]);
      if (round === 0) continue;
      idle.push(percentile(calm, 0.99));
      stormy.push(percentile(busy, 0.99));
      perLogin.push(((await ours.cpu()) - before) / 1000 / logins);
    }
    const argon = await argonTime();
    const [calm, busy] = [median(idle), median(stormy)];
    console.log(
      table(
        ['saves.get', 'p99 in ms', 'beside idle'],
        [
          ['idle', calm.toFixed(2), ''],
          [`during ${storm} logins at once`, busy.toFixed(2), verdict(busy / calm, goal)],
        ],
      ),
    );
    const share = (100 * argon) / median(perLogin);
    console.log(
      `\nA login costs ${median(perLogin).toFixed(1)} ms of CPU, argon2id alone ${argon.toFixed(1)} ms: ${share.toFixed(0)} %.`,
    );
  } finally {
    await ours.stop();
  }
});

function registered(url) {
  const names = Array.from({ length: storm }, (_, index) => `player${index}`);
  return Promise.all(
    names.map(async (username) => {
      const account = { username, password: 'correct horse battery' };
      await post(url, '/auth/register', account);
      return account;
    }),
  );
}

/** Keeps all accounts logging in, each again as soon as it is in; gives the number of logins. */
async function stormOf(url, accounts) {
  const { facts } = await Side.startWith(
    { pinned: false },
    'storm',
    url,
    String(seconds),
    JSON.stringify(accounts),
  );
  return facts;
}

/** Reads at a pace, whether or not the last answer has come, and gives each one's time. */
async function reads(url, token) {
  const headers = { authorization: `Bearer ${token}` };
  const under = [];
  const latencies = [];
  const end = performance.now() + seconds * 1000;
  const read = async () => {
    const began = performance.now();
    await (await fetch(`${url}/api/v1/saves/me/slot1`, { headers })).arrayBuffer();
    latencies.push(performance.now() - began);
  };
  while (performance.now() < end) {
    under.push(read());
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
  await Promise.all(under);
  return latencies;
}

/** Milliseconds of CPU that one hash costs with the server's parameters. */
async function argonTime() {
  const times = [];
  for (let index = 0; index < 30; index += 1) {
    const before = process.cpuUsage();
    await hash('correct horse battery', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}
