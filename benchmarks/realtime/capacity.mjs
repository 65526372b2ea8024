#!/usr/bin/env node
/**
 * How many players in rooms of eight, each with 20 updates a second, one core serves so that 99 % of the states arrive
 * within 100 ms, and 98 % of all, or 95 % where a newer state may overtake another within a tick. `npm run capacity -w
 * benchmarks`
 */
import { table } from '../lib/compare.mjs';
import { compiled, Load } from './lib/generator.mjs';
import { measured } from './lib/round.mjs';
import { sides } from './lib/sides.mjs';

const seconds = Number(process.env.SECONDS ?? 5);
const most = Number(process.env.PLAYERS ?? 3200);
const only = new RegExp(process.env.ONLY ?? 'ours, (JSON|delta)|Colyseus');
const [roomSize, rate, first, growth] = [8, 20, 320, 1.15];
const goal = 2000;

compiled();
const rows = [];
for (const [name, side] of Object.entries(sides)) {
  if (!only.test(name)) continue;
  const server = await side.start();
  try {
    const plan = await side.plan(server, most / roomSize, roomSize);
    const load = await Load.open(server.port, plan, { addresses: 8 });
    await load.openLoop(rate, seconds, first);
    const best = await ramp({ server, load }, /relay/.test(name) ? 0.98 : 0.95);
    const outcome = Number(best[0]) >= goal ? 'reached' : 'missed';
    rows.push([name, ...best, name.startsWith('ours') ? `≥ ${goal}: ${outcome}` : '']);
    await load.close();
  } finally {
    await server.stop();
  }
}
const head = ['side', 'players', 'core', 'p50 ms', 'p99 ms', 'delivered', 'core of the load', 'goal'];
console.log(table(head, rows));

/** More and more players until two steps in a row fail; the largest number that passed. */
async function ramp(one, least) {
  let best = ['0', '', '', '', '', ''];
  for (let [players, failed] = [first, 0]; players <= most && failed < 2; players = next(players)) {
    const row = await measured(one, (load) => load.openLoop(rate, seconds, players), roomSize);
    const passes = row.share >= least && row.p99 < 100;
    failed = passes ? 0 : failed + 1;
    const cells = [players, row.core, row.p50, row.p99, 100 * row.share, row.generator];
    console.error(one.server.port, passes ? 'passes' : 'fails', ...cells.map((cell) => cell.toFixed(2)));
    if (passes) best = cells.map((cell, index) => cell.toFixed(index === 0 ? 0 : 2));
  }
  return best;
}

function next(players) {
  return Math.ceil((players * growth) / roomSize) * roomSize;
}
