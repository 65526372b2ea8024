#!/usr/bin/env node
/**
 * What a delivered state costs the server, in rooms of eight and in one room of a hundred, beside peers under the same
 * load. `npm run rooms -w benchmarks`
 */
import { table } from '../lib/compare.mjs';
import { rounds } from './lib/round.mjs';
import { sides } from './lib/sides.mjs';

const count = Number(process.env.ROUNDS ?? 5);
const seconds = Number(process.env.SECONDS ?? 5);
const rate = 20;
const only = new RegExp(process.env.ONLY ?? '');
/** What is measured: `rooms` of eight, one `crowd` of a hundred, or both. */
const workloads = {
  rooms: { rooms: 50, roomSize: 8 },
  crowd: { rooms: 1, roomSize: 100 },
};

/** How many times cheaper one side has to be than another. */
const goals = {
  rooms: [
    ['ours, JSON', 'Colyseus relay', 3],
    ['ours, JSON', 'ws, naive', 3.5],
    ['ours, JSON', 'Bun publish', 1],
    ['ours, MessagePack', 'Colyseus relay', 3.5],
    ['ours, MessagePack', 'Colyseus schema', 1],
    ['ours, at once', 'Colyseus relay', 1.4],
  ],
  crowd: [['ours, JSON', 'Colyseus relay', 20]],
};

const [wanted] = process.argv.slice(2);
for (const [name, shape] of Object.entries(workloads)) {
  if (wanted && wanted !== name) continue;
  const chosen = Object.fromEntries(Object.entries(sides).filter(([side]) => only.test(side)));
  const result = await rounds(chosen, {
    ...shape,
    rounds: count,
    run: (load) => load.openLoop(rate, seconds),
  });
  report(`${shape.rooms} × ${shape.roomSize} players, ${rate} updates a second each`, result, goals[name]);
}

function report(title, result, wishes) {
  const rows = Object.entries(result).map(([side, row]) => [
    side,
    row.cpu.toFixed(2),
    row.core.toFixed(2),
    `${(100 * row.share).toFixed(1)} %`,
    row.bytes.toFixed(0),
    row.p50.toFixed(1),
    row.p99.toFixed(1),
    row.generator.toFixed(2),
  ]);
  const head = [
    'side',
    'µs CPU per state',
    'core',
    'delivered',
    'bytes',
    'p50 ms',
    'p99 ms',
    'core of the load',
  ];
  console.log(`\n${title}\n\n${table(head, rows)}\n`);
  for (const [side, peer, goal] of wishes) {
    if (!result[side] || !result[peer]) continue;
    const ratio = result[peer].cpu / result[side].cpu;
    const outcome = ratio >= goal ? 'reached' : 'missed';
    console.log(`${side} is ${ratio.toFixed(2)} times cheaper than ${peer} (goal ${goal}: ${outcome})`);
  }
}
