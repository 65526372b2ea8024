#!/usr/bin/env node
/**
 * What it costs to see a token for the first time: CPU of the server for `auth.getProfile` with tokens it made itself
 * and has not been shown yet, with tokens another node made, and with the same tokens again. Every player's profile was
 * read with another token just before, so that only the token is new. `npm run verified -w benchmarks`
 */
import net from 'node:net';
import { join } from 'node:path';
import { median, table, verdict } from '../lib/compare.mjs';
import { requestOf } from '../lib/http-load.mjs';
import { awake, Side } from '../lib/side.mjs';
import { inFolder, post } from '../lib/world.mjs';

const players = Number(process.env.PLAYERS ?? 2000);
const rounds = Number(process.env.ROUNDS ?? 5);
const [connections, further, goal] = [32, 20, 1.15];
/** Rounds that do not count, and uses of other tokens before one is measured. */
const warmups = 3;

await inFolder(async (folder) => {
  const data = join(folder, 'ours');
  let ours = await Side.start('ours', data);
  try {
    const crowd = await many(players, () => post(ours.facts.url, '/auth/guest', {}));
    const rows = { made: [], foreign: [] };
    for (let round = -warmups; round < rounds; round += 1)
      for (const kind of Object.keys(rows)) {
        const sets = [];
        for (let set = 0; set <= warmups; set += 1) sets.push(await refreshed(ours, crowd));
        if (kind === 'foreign') ours = await restarted(ours, data);
        // A new process does everything slowly at first; here it is the first use that is to be warm.
        for (const warm of sets.slice(0, -1)) await sentOnce(ours, warm);
        const row = await awake(() => costs(ours, sets.at(-1)));
        if (round >= 0) rows[kind].push(row);
      }
    report(rows);
  } finally {
    await ours.stop();
  }
});

function report(rows) {
  const of = (kind, key) => median(rows[kind].map((row) => row[key]));
  const ratio = (kind, key) => median(rows[kind].map((row) => row[key] / row.seen));
  const lines = Object.entries({
    made: 'tokens this node made',
    foreign: 'tokens of another node',
  }).flatMap(([kind, what]) => [
    [`${what}, seen before`, of(kind, 'seen').toFixed(1), ''],
    [`${what}, never seen`, of(kind, 'first').toFixed(1), verdict(ratio(kind, 'first'), goal)],
    [`${what}, first use and ${further} more`, of(kind, 'mix').toFixed(1), verdict(ratio(kind, 'mix'), goal)],
  ]);
  console.log(table(['auth.getProfile', 'µs CPU per request', 'beside a token seen before'], lines));
}

/** Microseconds per request: the first time, again, and of a token's first 21 uses taken together. */
async function costs(ours, tokens) {
  const first = await sentOnce(ours, tokens);
  const later = [];
  for (let use = 0; use < further; use += 1) later.push(await sentOnce(ours, tokens));
  const all = later.reduce((sum, one) => sum + one, 0);
  return { first, seen: median(later), mix: (first + all) / (further + 1) };
}

/** A further token for everybody. */
async function refreshed(ours, crowd) {
  return many(crowd.length, async (index) => {
    const answer = await post(ours.facts.url, '/auth/refresh', { refresh_token: crowd[index].refresh_token });
    crowd[index].refresh_token = answer.refresh_token;
    return answer.token;
  });
}

/** A process that made none of the tokens. */
async function restarted(ours, data) {
  await ours.stop();
  const next = await Side.start('ours', data);
  const { token } = await post(next.facts.url, '/auth/guest', {});
  for (let warm = 0; warm < 5; warm += 1)
    await sentOnce(
      next,
      Array.from({ length: 2000 }, () => token),
    );
  return next;
}

/** Asks once with each token and gives the server's microseconds per request. */
async function sentOnce(ours, tokens) {
  const requests = tokens.map((token) =>
    requestOf({ path: '/api/v1/auth/profile', headers: { authorization: `Bearer ${token}` } }),
  );
  const { hostname, port } = new URL(ours.facts.url);
  const before = await ours.cpu();
  await Promise.all(
    Array.from({ length: connections }, (_, place) =>
      eachOnce(
        net.connect(Number(port), hostname),
        requests.filter((__, index) => index % connections === place),
      ),
    ),
  );
  return ((await ours.cpu()) - before) / tokens.length;
}

/** Sends requests one after the other over one connection. Answers are small and come in one piece. */
function eachOnce(socket, requests) {
  let next = 0;
  return new Promise((resolve, reject) => {
    const send = () => (next < requests.length ? socket.write(requests[next++]) : resolve(socket.destroy()));
    socket.setNoDelay(true);
    socket.once('connect', send).once('error', reject);
    socket.on('data', (chunk) => {
      if (chunk.latin1Slice(9, 12) === '200') send();
      else socket.destroy(new Error(`The server refused: ${chunk.toString()}`));
    });
  });
}

async function many(count, make) {
  const made = [];
  let begun = 0;
  const work = async () => {
    while (begun < count) {
      const index = begun++;
      made[index] = await make(index);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return made;
}
