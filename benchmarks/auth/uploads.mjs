#!/usr/bin/env node
/**
 * Two hundred uploads at once, on two nodes over Postgres and Redis, into a quota that has room for a megabyte: what is
 * stored afterwards never exceeds the quota, not by a byte, and is as much as fits. `npm run uploads -w benchmarks`
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { table } from '../lib/compare.mjs';
import { database, withEngines } from '../lib/engines.mjs';
import { Side } from '../lib/side.mjs';
import { inFolder, post } from '../lib/world.mjs';

const rounds = Number(process.env.ROUNDS ?? 10);
const uploads = Number(process.env.UPLOADS ?? 200);
const [megabyte, each, quota] = [1024 * 1024, 48_000, 8 * 1024 * 1024];

const rows = await inFolder((folder) =>
  withEngines((engines) => onTwoNodes(engines, folder), { pinned: false }),
);
console.log(table(['round', 'stored', 'of', 'accepted', 'refused', 'otherwise'], rows));
const over = rows.filter(([, stored]) => stored > quota).length;
console.log(`\nrounds over the quota: ${over} (goal 0: ${over === 0 ? 'reached' : 'missed'})`);

async function onTwoNodes({ postgres, redis }, folder) {
  const env = {
    DATABASE_URL: await database(postgres, 'uploads'),
    REDIS_URL: redis.url,
    AETHEX_KEYS_SECRET: randomBytes(32).toString('base64url'),
    AETHEX_SAVES_QUOTA: String(quota),
  };
  const nodes = [];
  try {
    for (const core of [0, 1]) nodes.push(await Side.startWith({ env, core }, 'ours', join(folder, 'data')));
    const urls = nodes.map(({ facts }) => facts.url);
    const seen = [];
    for (let round = 1; round <= rounds; round += 1) seen.push([round, ...(await rushed(urls))]);
    return seen;
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

/** One player fills all but a megabyte; then everything comes at once. */
async function rushed(urls) {
  const { token } = await post(urls[0], '/auth/guest', {});
  await upload(urls[0], token, 'most', quota - megabyte);
  // A player may call each method 120 times a minute, so half of them come by another one.
  const answers = await Promise.all(
    Array.from({ length: uploads }, (_, index) =>
      (index % 2 === 0 ? upload : put)(urls[(index >> 1) % urls.length], token, `slot${index}`, each),
    ),
  );
  const count = (...statuses) => answers.filter((status) => statuses.includes(status)).length;
  const [accepted, refused] = [count(201), count(403, 413, 507)];
  return [await stored(urls[1], token), quota, accepted, refused, answers.length - accepted - refused];
}

async function upload(url, token, slot, size) {
  const response = await fetch(`${url}/api/v1/saves/me/${slot}/content`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
    body: randomBytes(size),
  });
  await response.arrayBuffer();
  return response.status;
}

async function put(url, token, slot_name, size) {
  const response = await fetch(`${url}/api/v1/saves/me`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ slot_name, encoding: 'base64', data: randomBytes(size).toString('base64') }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function stored(url, token) {
  let bytes = 0;
  for (let cursor = ''; cursor !== null;) {
    const page = await fetch(
      `${url}/api/v1/saves/me?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    const { saves, next_cursor } = await page.json();
    bytes += saves.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
    cursor = next_cursor;
  }
  return bytes;
}
