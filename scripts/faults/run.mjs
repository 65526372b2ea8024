#!/usr/bin/env node
/**
 * Breaks the real server on purpose and compares what it kept with what it acknowledged: `npm run test:faults`.
 * See docs/operations/faults.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cases, sharedOptions } from './cases.mjs';
import { startCluster } from './cluster/cluster.mjs';
import { anySeed } from './random.mjs';

const namesOn = (on) => Object.keys(cases).filter((name) => on === undefined || cases[name].on === on);

const usage = `usage: npm run test:faults -- [case …] [options]

cases on SQLite: ${namesOn('sqlite').join(', ')}
cases on a cluster: ${namesOn('cluster').join(', ')}
Without any, all that this machine can do.
  --on WHAT    only those on sqlite, or on cluster
  --runs N     runs of each case, with seeds that follow each other (3 on SQLite, 1 on a cluster)
  --seed S     seed of the first run (random)
  --long       the long form of the cases on a cluster
  --times N    kills, restarts or rounds of one run, where a case has such
  --seconds N  how long the harm of one run lasts, where it lasts
  --saves N    saves of a run of kill, power-cut or cut-postgres
  --ready MS   longest time from a kill's restart until the server is ready (5000)
  --quiet      only the results`;

const options = {
  on: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  long: { type: 'boolean', default: false },
  times: { type: 'string' },
  seconds: { type: 'string' },
  saves: { type: 'string' },
  ready: { type: 'string', default: '5000' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

const { values, positionals } = parsed();
if (values.help) {
  console.log(usage);
  process.exit();
}
const unknown = positionals.find((name) => !Object.hasOwn(cases, name));
if (unknown !== undefined) refuse(`There is no case "${unknown}".`);
if (!['sqlite', 'cluster', undefined].includes(values.on)) refuse('--on takes sqlite or cluster.');
const seed = values.seed === undefined ? anySeed() : whole('seed', values.seed);
const readyWithin = whole('ready', values.ready);
const given = Object.fromEntries(
  ['times', 'seconds', 'saves'].flatMap((key) =>
    values[key] === undefined ? [] : [[key, whole(key, values[key])]],
  ),
);
const log = values.quiet ? () => undefined : console.log;

let shared;
let failed = 0;
try {
  for (const name of positionals.length > 0 ? positionals : namesOn(values.on)) await runCase(name);
} finally {
  await shared?.close();
}
console.log(failed === 0 ? 'Every promise was kept.' : `${failed} runs broke a promise.`);
process.exitCode = failed === 0 ? 0 : 1;

async function runCase(name) {
  const one = cases[name];
  if (one.mayUnshare && process.getuid?.() !== 0 && mayUnshare()) return runUnshared(name);
  const why = one.whyNot?.() ?? null;
  if (why !== null) return cannot(name, why);
  const runs = values.runs === undefined ? (one.on === 'sqlite' ? 3 : 1) : whole('runs', values.runs);
  for (let number = 0; number < runs; number += 1) {
    console.log(`${name}, run ${number + 1} of ${runs}, seed ${seed + number}`);
    const began = performance.now();
    const result = await outcome(one, seed + number);
    const violations = [...result.violations, ...(one.isTimed ? tooSlow(result) : [])];
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(`  ${JSON.stringify({ seed: seed + number, took: `${seconds} s`, ...result, violations })}`);
    if (violations.length > 0) failed += 1;
  }
}

/** A cluster that a case has broken is of no use to the next one. */
async function outcome({ run, shared: isShared, long }, runSeed) {
  const wanted = { seed: runSeed, log, ...(values.long ? long : {}), ...given };
  try {
    if (!isShared) return await run(wanted);
    shared ??= await startCluster(sharedOptions);
    const result = await run(shared, wanted);
    await shared.whole();
    return result;
  } catch (error) {
    await shared?.close();
    shared = undefined;
    return brokenOff(error);
  }
}

/** A server that does not start any more, or has forgotten its players, ends a run. */
function brokenOff(error) {
  return { slowestOwnMs: 0, violations: [`the run broke off: ${error.message}`] };
}

/** Whoever is not root may mount a small disk in a namespace of his own, where the kernel allows that. */
function mayUnshare() {
  return spawnSync('unshare', ['-Urm', 'true']).status === 0;
}

function runUnshared(name) {
  const more = Object.entries({ ...values, seed: String(seed) });
  const flags = more.flatMap(([key, value]) =>
    value === undefined || value === false ? [] : value === true ? [`--${key}`] : [`--${key}`, value],
  );
  const args = ['-Urm', process.execPath, fileURLToPath(import.meta.url), name, ...flags];
  if (spawnSync('unshare', args, { stdio: 'inherit' }).status !== 0) failed += 1;
}

/** Time that other programs took from a start says something of the machine, and nothing of the server. */
function tooSlow({ slowestOwnMs }) {
  return slowestOwnMs > readyWithin ? [`ready again only after ${slowestOwnMs} ms`] : [];
}

/** A case that was asked for and cannot run is a failure; otherwise it is left out by name. */
function cannot(name, why) {
  const asked = positionals.includes(name);
  console.log(`${name}: ${asked ? 'cannot run' : 'left out'}, because ${why}.`);
  if (asked) failed += 1;
}

function parsed() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return refuse(error.message);
  }
}

function whole(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) refuse(`--${name} takes a whole number.`);
  return number;
}

function refuse(why) {
  console.error(`${why}\n\n${usage}`);
  process.exit(2);
}
