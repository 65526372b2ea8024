#!/usr/bin/env node
/**
 * Two nodes over Postgres and Redis, five thousand players in rooms of eight; one node is killed. How long until each
 * client library has its seat back, and whether everybody can speak again. `npm run reconnect -w benchmarks`
 */
import { createClient } from '@aethex/client';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { percentile, table } from '../lib/compare.mjs';
import { database, withEngines } from '../lib/engines.mjs';
import { inFolder } from '../lib/world.mjs';
import { Ours } from './lib/ours.mjs';
import { Server } from './lib/server.mjs';

const players = Number(process.env.PLAYERS ?? 5000);
const [roomSize, together, goal] = [8, 16, 60];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const late = () => pause(20_000).then(() => Promise.reject(new Error('It took too long.')));
const balancer = join(import.meta.dirname, 'sides', 'balancer.mjs');

await withEngines((engines) => inFolder((folder) => run(engines, folder)), { pinned: false });

async function run({ postgres, redis }, folder) {
  const env = {
    DATABASE_URL: await database(postgres, 'reconnect'),
    REDIS_URL: redis.url,
    AETHEX_KEYS_SECRET: randomBytes(32).toString('base64url'),
  };
  const nodes = [];
  let door;
  const games = [];
  try {
    for (const core of [0, 1]) nodes.push(await Ours.start({ env, core, folder: join(folder, 'data') }));
    door = await Server.start([process.execPath, balancer, ...nodes.map(({ port }) => String(port))], {
      core: 1,
    });
    games.push(...(await everybodyIn(door.port)));
    const back = games.map((game) => backOf(game));
    process.kill(nodes[0].server.child.pid, 'SIGKILL');
    const killed = performance.now();
    await Promise.race([Promise.all(back.map(({ done }) => done)), pause(2 * goal * 1000)]);
    report(
      back.map(({ facts }) => facts),
      killed,
      await spoken(games),
    );
  } finally {
    for (const { client } of games) client.close();
    await door?.stop();
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

/** Guests in rooms, the sockets of each room on both nodes. */
async function everybodyIn(port) {
  const games = [];
  let rooms = Math.ceil(players / roomSize);
  const work = async () => {
    while (rooms > 0) {
      rooms -= 1;
      const first = await entered(port);
      const room = await first.multiplayer.createRoom({ max_players: roomSize });
      games.push({ client: first, room });
      for (let seat = 1; seat < roomSize; seat += 1) {
        const client = await entered(port);
        games.push({ client, room: await client.multiplayer.joinRoom(room.code) });
      }
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  return games;
}

async function entered(port) {
  const url = `http://127.0.0.1:${port}`;
  const client = createClient({ url, WebSocket, throwOnError: true });
  await client.auth.guest();
  return client;
}

/** When a client whose connection broke, or whose room was on the other node, is back, and how. */
function backOf({ room }) {
  const facts = { broke: false, at: null, how: null };
  const done = new Promise((resolve) => {
    const settle = (how) => () => {
      Object.assign(facts, { at: performance.now(), how });
      resolve();
    };
    room.on('dropped', () => (facts.broke = true));
    room.on('resumed', settle('resumed'));
    room.on('resynced', settle('read anew'));
    room.on('left', settle('lost'));
    // Who notices nothing in this time was and is on the other node.
    setTimeout(() => facts.broke || facts.at || resolve(), (goal / 2) * 1000);
  });
  return { facts, done };
}

/** How many of the players can say something in their room. */
async function spoken(games) {
  const said = await Promise.allSettled(games.map(({ room }) => Promise.race([room.send('here'), late()])));
  for (const { reason } of said) if (reason) console.error(reason.message);
  return said.filter(({ status }) => status === 'fulfilled').length;
}

function report(all, killed, speaking) {
  const hit = all.filter(({ broke, at }) => broke || at !== null);
  const seconds = hit.map(({ at }) => (at === null ? Number.POSITIVE_INFINITY : (at - killed) / 1000));
  const ways = (how) => hit.filter((facts) => facts.how === how).length;
  const last = Math.max(...seconds);
  const rows = [
    ['players', all.length, ''],
    ['lost their connection or their room’s node', hit.length, ''],
    ['back with nothing missed', ways('resumed'), ''],
    ['back, with the room read anew', ways('read anew'), ''],
    ['not back', ways('lost') + ways(null), ''],
    ['p50 seconds', percentile(seconds, 0.5).toFixed(1), ''],
    ['p99 seconds', percentile(seconds, 0.99).toFixed(1), ''],
    ['last one, seconds', last.toFixed(1), `≤ ${goal}: ${last <= goal ? 'reached' : 'missed'}`],
    ['can speak afterwards', speaking, `${all.length}: ${speaking === all.length ? 'reached' : 'missed'}`],
  ];
  console.log(table(['one of two nodes is killed', '', 'goal'], rows));
}
