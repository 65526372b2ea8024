#!/usr/bin/env node
/**
 * What a pass over a queue costs and how good its matches are, beside first-fit, which takes the first waiting tickets
 * that fit: `npm run matchmaking -w benchmarks`. CPU time of this process, medians of interleaved rounds.
 */
import { findMatches, QueueConfig } from '@aethex/plugin-multiplayer';
import { firstFit } from './lib/first-fit.mjs';
import { seeded } from './lib/seeded.mjs';

const rounds = Number(process.env.ROUNDS ?? 7);
const counts = (process.env.TICKETS ?? '1000,10000,100000').split(',').map(Number);
const modes = ['duel', 'ctf', 'koth', 'arena'];
const regions = ['eu', 'us', 'asia', 'sa'];
const now = Date.UTC(2026, 0, 1);

/** Modes, regions, and windows of opponents that both have to accept, as players of four modes would bring them. */
function ticketsOf(count) {
  const random = seeded(7);
  const pick = (all) => all[Math.floor(random() * all.length)];
  return Array.from({ length: count }, (_, at) => {
    const rating = Math.round(1500 + (random() + random() + random() - 1.5) * 600);
    return {
      id: String(at).padStart(9, '0'),
      since: now - 60_000 + Math.floor((at * 60_000) / count),
      players: [{ id: `player ${at}`, rating }],
      attributes: { mode: pick(modes) },
      window: [rating - 100, rating + 100],
      region: pick(regions),
      latencies: {},
    };
  });
}

const queueOf = (size) =>
  QueueConfig.parse({
    name: 'bench',
    min_players: size,
    max_players: size,
    rules: [
      { type: 'equality', attribute: 'mode' },
      { type: 'region' },
      { type: 'difference', attribute: 'rating', max: 100 },
    ],
  });

function measured(work) {
  globalThis.gc?.();
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const found = work();
  const { user, system } = process.cpuUsage(cpu);
  return { found, cpu: (user + system) / 1000, wall: performance.now() - began };
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const mean = (values) => values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);

const sides = { ours: findMatches, 'first-fit': firstFit };
// Compiled code only: else the small queues would look worse than they are, and the growth better.
for (const pass of Object.values(sides))
  for (let round = 0; round < 20; round += 1) pass(queueOf(2 + (round % 2) * 8), ticketsOf(5000), now);

const rows = [];
for (const size of [2, 10])
  for (const count of counts) {
    const [queue, tickets] = [queueOf(size), ticketsOf(count)];
    const runs = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const [name, pass] of Object.entries(sides))
        runs[name].push(measured(() => pass(queue, tickets, now)));
    for (const [name, all] of Object.entries(runs)) {
      const { found } = all[0];
      rows.push({
        side: name,
        players: size,
        tickets: count,
        cpu_ms: median(all.map(({ cpu }) => cpu)),
        wall_ms: median(all.map(({ wall }) => wall)),
        per_n_log_n: 0,
        matches: found.length,
        spread: mean(found.map(({ spread }) => spread)),
      });
    }
  }
for (const row of rows) row.per_n_log_n = (row.cpu_ms * 1e6) / (row.tickets * Math.log2(row.tickets));

const shown = rows.map((row) => ({
  ...row,
  cpu_ms: row.cpu_ms.toFixed(1),
  wall_ms: row.wall_ms.toFixed(1),
  per_n_log_n: `${row.per_n_log_n.toFixed(0)} ns`,
  spread: row.spread.toFixed(1),
}));
console.table(shown);
const worst = Math.max(
  ...rows.filter(({ side, tickets }) => side === 'ours' && tickets >= 100_000).map(({ cpu_ms }) => cpu_ms),
);
if (Number.isFinite(worst))
  console.log(`100,000 tickets, one pass: ${worst.toFixed(0)} ms of one core (target: under 200)`);
