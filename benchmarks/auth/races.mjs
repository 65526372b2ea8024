#!/usr/bin/env node
/**
 * Refresh races on two nodes over Postgres and Redis: fifty callers use one refresh token at once, half of them on each
 * node, a thousand times. All of them have to get the same successor, and nobody is signed out. Then, once the grace is
 * over, a thief shows a spent token of every family, and nothing of it may live on. `npm run races -w benchmarks`
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, table } from '../lib/compare.mjs';
import { database, withEngines } from '../lib/engines.mjs';
import { Side } from '../lib/side.mjs';
import { inFolder, post } from '../lib/world.mjs';

const races = Number(process.env.RACES ?? 1000);
const families = Math.min(races, Number(process.env.FAMILIES ?? 20));
const callers = 50;
/** The default `auth.refreshGrace`, and until when every node knows of an end. */
const [grace, soon] = [10_000, 2000];

const seen = await inFolder((folder) =>
  withEngines((engines) => onTwoNodes(engines, folder), { pinned: false }),
);
console.log(
  table(
    ['', 'seen', 'goal'],
    [
      [`families that forked in ${races} races of ${callers}`, seen.forked, 0],
      ['callers who were signed out', seen.signedOut, 0],
      ['p99 of a refresh in a race, in ms', percentile(seen.latencies, 0.99).toFixed(0), ''],
      [`thefts noticed, of ${families}`, seen.noticed, families],
      ['tokens that lived on after a theft', seen.alive, 0],
    ],
  ),
);

async function onTwoNodes({ postgres, redis }, folder) {
  const env = {
    DATABASE_URL: await database(postgres, 'races'),
    REDIS_URL: redis.url,
    AETHEX_KEYS_SECRET: randomBytes(32).toString('base64url'),
  };
  const nodes = [];
  try {
    for (const core of [0, 1]) nodes.push(await Side.startWith({ env, core }, 'ours', join(folder, 'data')));
    const urls = nodes.map(({ facts }) => facts.url);
    const raced = await allRaces(urls);
    await sleep(grace + 1000);
    return { ...raced, ...(await allThefts(urls, raced.kept)) };
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

async function allRaces(urls) {
  const seen = { forked: 0, signedOut: 0, latencies: [], kept: [] };
  for (let family = 0; family < families; family += 1) {
    const guest = await post(urls[0], '/auth/guest', {});
    const spent = [];
    let current = { refresh_token: guest.refresh_token, token: guest.token };
    for (let race = 0; race < races / families; race += 1) {
      const answers = await raced(urls, current.refresh_token, seen.latencies);
      const good = answers.filter(({ status }) => status === 200);
      seen.signedOut += answers.length - good.length;
      if (new Set(good.map(({ body }) => body.refresh_token)).size > 1) seen.forked += 1;
      spent.push(current.refresh_token);
      current = good[0]?.body ?? current;
    }
    seen.kept.push({ spent, current });
  }
  return seen;
}

function raced(urls, token, latencies) {
  return Promise.all(
    Array.from({ length: callers }, async (_, index) => {
      const began = performance.now();
      const answer = await refresh(urls[index % urls.length], token);
      latencies.push(performance.now() - began);
      return answer;
    }),
  );
}

/** A thief shows any token of a family that was used before. */
async function allThefts(urls, kept) {
  const outcome = { noticed: 0, alive: 0 };
  for (const { spent, current } of kept) {
    const { body } = await refresh(urls[1], spent[Math.floor(Math.random() * spent.length)]);
    if (body.error?.code === 'auth.refresh_reused') outcome.noticed += 1;
    for (const url of urls)
      if ((await refresh(url, current.refresh_token)).status === 200) outcome.alive += 1;
  }
  await sleep(soon);
  for (const { current } of kept)
    for (const url of urls) if ((await profile(url, current.token)) === 200) outcome.alive += 1;
  return outcome;
}

async function refresh(url, refresh_token) {
  const response = await fetch(`${url}/api/v1/auth/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token }),
  });
  return { status: response.status, body: await response.json() };
}

async function profile(url, token) {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${url}/api/v1/auth/profile`, { headers })).status;
}
