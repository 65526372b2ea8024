#!/usr/bin/env node
/**
 * What a profile, a read and a write of a save cost on Postgres, beside what one would write by hand, the usual stack and
 * Parse Server, all on the same Postgres, which waits for the disk. `npm run postgres -w benchmarks`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interleaved, table, verdict } from './lib/compare.mjs';
import { database, metersOf, withEngines } from './lib/engines.mjs';
import { assertAnswer, loadHttp } from './lib/http-load.mjs';
import { installed } from './lib/peers.mjs';
import { askedOfUs, ourPlayers, parsePlayers, usualPlayers } from './lib/players.mjs';
import { awake, Side } from './lib/side.mjs';
import { inFolder } from './lib/world.mjs';

const rounds = Number(process.env.ROUNDS ?? 7);
const seconds = Number(process.env.SECONDS ?? 2);
const only = new RegExp(process.env.ONLY ?? '');

/** What every side does, each with words that its answer must hold. */
const operations = {
  profile: /"(created_at|createdAt)"/,
  get: /map of the old mine/,
  put: /"(save_id|id|objectId)"/,
};

const result = await inFolder((folder) =>
  withEngines(async (engines) => {
    const sides = [];
    const started = async (...args) => {
      const side = await Side.startWith(...args);
      sides.push(side);
      return side;
    };
    try {
      const cases = await casesOf(await everybody(started, engines, folder));
      return await awake(() => interleaved(cases, rounds, metersOf(engines), 2));
    } finally {
      await Promise.all(sides.map((side) => side.stop()));
    }
  }),
);
report(result);

/** name → { side, asks: operation → requests } */
async function everybody(started, { postgres, redis }, folder) {
  const ours = async (name, env) => {
    const url = await database(postgres, name);
    const side = await started({ env: { ...env, DATABASE_URL: url } }, 'ours', join(folder, name));
    return { url, side, ...(await ourPlayers(side.facts.url)) };
  };
  const peer = async (name, file) => {
    const side = await started({}, file, installed(name), await database(postgres, file));
    return side;
  };
  const first = await ours('ours', { REDIS_URL: redis.url });
  const players = join(folder, 'players.json');
  writeFileSync(players, JSON.stringify(first.players));
  const bare = await started({}, 'bare-postgres', first.url, players);
  const usual = await peer('usual', 'usual');
  const parse = await peer('parse-server', 'parse');
  return {
    'bare Fastify': { side: bare, asks: askedOfUs(first.players) },
    'ours, Postgres and Redis': first,
    'ours, Postgres alone': await ours('alone', {}),
    'Nest, Express, TypeORM': { side: usual, asks: await usualPlayers(usual.facts.url) },
    'Parse Server': { side: parse, asks: await parsePlayers(parse.facts.url, parse.facts) },
  };
}

/** One case for each operation of each side that `ONLY`, a regular expression, names. */
async function casesOf(all) {
  const cases = {};
  for (const [operation, words] of Object.entries(operations))
    for (const [name, { side, asks }] of Object.entries(all)) {
      const { url } = side.facts;
      const requests = asks[operation];
      await assertAnswer(url, requests[0], words);
      const load = () => loadHttp({ url, requests, seconds });
      if (only.test(`${operation}, ${name}`)) cases[`${operation}, ${name}`] = { side, load };
    }
  return cases;
}

function report(costs) {
  const goals = { profile: [0.9, 1 / 8], get: [0.9, 1 / 8], put: [1.6, 1 / 4] };
  const digits = (value) => (value === undefined ? '' : value.toFixed(1));
  const rows = Object.entries(costs).map(([name, { cpu, postgres, redis, perSecond }]) => {
    const bare = costs[`${name.split(', ')[0]}, bare Fastify`];
    const beside = bare ? `${(cpu / bare.cpu).toFixed(2)}×` : '';
    return [name, digits(cpu), digits(postgres), digits(redis), perSecond.toFixed(0), beside];
  });
  const head = [
    'operation',
    'µs CPU of the server',
    'of Postgres',
    'of Redis',
    'requests/s',
    'server beside bare',
  ];
  console.log(`${table(head, rows)}\n`);
  for (const [operation, [besideBare, besideParse]] of Object.entries(goals)) {
    const cost = (name) => costs[`${operation}, ${name}`]?.cpu;
    const ours = cost('ours, Postgres and Redis');
    for (const [peer, goal] of [
      ['bare Fastify', besideBare],
      ['Parse Server', besideParse],
    ])
      if (ours && cost(peer)) console.log(`${operation} beside ${peer}: ${verdict(ours / cost(peer), goal)}`);
  }
}
