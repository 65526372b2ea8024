#!/usr/bin/env node
/**
 * What a second node brings: requests per second of `saves.get` on Postgres and Redis, of one node on one core and of two
 * nodes on two cores. Each node may use only a part of its core, so that the load generator and the engines have enough
 * of both cores left and are never what limits. `npm run scale -w benchmarks`
 */
import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { median, table } from './lib/compare.mjs';
import { database, withEngines } from './lib/engines.mjs';
import { loadHttp } from './lib/http-load.mjs';
import { ourPlayers } from './lib/players.mjs';
import { Side } from './lib/side.mjs';
import { withQuotas } from './lib/quota.mjs';
import { inFolder } from './lib/world.mjs';

const rounds = Number(process.env.ROUNDS ?? 7);
const seconds = Number(process.env.SECONDS ?? 3);
/** The part of its core that a node may use. */
const share = Number(process.env.SHARE ?? 0.25);
const connections = 64;
const goal = 1.7;

const seen = await inFolder((folder) =>
  withEngines((engines) => withQuotas([share, share], (caps) => measured(engines, folder, caps)), {
    pinned: false,
  }),
);
const of = (count, key) => median(seen[count].map((row) => row[key]));
const rows = [1, 2].map((count) => [
  count,
  of(count, 'perSecond').toFixed(0),
  of(count, 'cpu').toFixed(0),
  `${of(count, 'used').toFixed(0)} %`,
  `${of(count, 'busy').toFixed(0)} %`,
]);
console.log(
  table(['nodes', 'requests/s', 'µs CPU per request', 'of their quota used', 'of the machine used'], rows),
);
const ratio = of(2, 'perSecond') / of(1, 'perSecond');
const outcome = ratio >= goal ? 'reached' : 'missed';
console.log(`\ntwo nodes beside one: ${ratio.toFixed(2)}× (goal ≥ ${goal}×: ${outcome})`);

async function measured({ postgres, redis }, folder, caps) {
  const env = {
    DATABASE_URL: await database(postgres, 'scale'),
    REDIS_URL: redis.url,
    AETHEX_KEYS_SECRET: randomBytes(32).toString('base64url'),
  };
  const nodes = [];
  try {
    for (const core of [0, 1]) nodes.push(await Side.startWith({ env, core }, 'ours', join(folder, 'data')));
    const { asks } = await ourPlayers(nodes[0].facts.url);
    // At full speed, for a node that may do little takes long to become as fast as it will be.
    for (const node of nodes) await loaded([node], asks.get);
    await loaded(nodes, asks.get);
    nodes.forEach(({ child }, index) => caps[index](child.pid));
    const rows = { 1: [], 2: [] };
    for (let round = -1; round < rounds; round += 1)
      for (const count of [1, 2]) {
        const row = await loaded(nodes.slice(0, count), asks.get);
        if (round >= 0) rows[count].push(row);
      }
    return rows;
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

/** The same connections and players, shared out among the nodes. */
async function loaded(nodes, requests) {
  const [before, machine] = [await usedBy(nodes), usedByAll()];
  const each = connections / nodes.length;
  const loads = await Promise.all(
    nodes.map(({ facts }) => loadHttp({ url: facts.url, requests, connections: each, seconds })),
  );
  const cpu = (await usedBy(nodes)) - before;
  const all = usedByAll();
  const done = loads.reduce((sum, load) => sum + load.done, 0);
  const took = Math.max(...loads.map((load) => load.seconds));
  return {
    perSecond: done / took,
    cpu: cpu / done,
    used: (100 * cpu) / (took * 1e6 * share * nodes.length),
    busy: (100 * (all.busy - machine.busy)) / (all.total - machine.total),
  };
}

async function usedBy(nodes) {
  const each = await Promise.all(nodes.map((node) => node.cpu()));
  return each.reduce((sum, one) => sum + one, 0);
}

function usedByAll() {
  const times = cpus().map((core) => core.times);
  const total = times.flatMap((one) => Object.values(one)).reduce((sum, one) => sum + one, 0);
  return { total, busy: total - times.reduce((sum, { idle }) => sum + idle, 0) };
}
