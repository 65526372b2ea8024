#!/usr/bin/env node
/**
 * Breaks the real server on purpose and compares what it kept with what it acknowledged: `npm run test:faults`.
 * See docs/operations/faults.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { diskFullRun } from './disk-full.mjs';
import { killRun } from './kill.mjs';
import { whyNoPowerCut } from './loop-disk.mjs';
import { powerCutRun } from './power-cut.mjs';
import { anySeed } from './random.mjs';
import { whyNoSmallDisk } from './small-disk.mjs';

const always = () => null;
const cases = {
  kill: { run: killRun, whyNot: always, judge: tooSlow },
  'disk-full': { run: diskFullRun, whyNot: whyNoSmallDisk, judge: () => [] },
  'power-cut': { run: powerCutRun, whyNot: whyNoPowerCut, judge: () => [] },
};

const usage = `usage: npm run test:faults -- [case …] [options]

cases: ${Object.keys(cases).join(', ')}; without any, all that this machine can do
  --runs N    runs of each case, with seeds that follow each other (3)
  --seed S    seed of the first run (random)
  --saves N   saves of a run of kill or power-cut
  --ready MS  longest time from a kill's restart until the server is ready (5000)
  --quiet     only the results`;

const options = {
  runs: { type: 'string', default: '3' },
  seed: { type: 'string' },
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
const unknown = positionals.filter((name) => !Object.hasOwn(cases, name));
if (unknown.length > 0) refuse(`There is no case "${unknown[0]}".`);
const runs = whole('runs', values.runs);
const seed = values.seed === undefined ? anySeed() : whole('seed', values.seed);
const readyWithin = whole('ready', values.ready);
const saves = values.saves === undefined ? {} : { saves: whole('saves', values.saves) };

let failed = 0;
for (const name of positionals.length > 0 ? positionals : Object.keys(cases)) await runCase(name);
console.log(failed === 0 ? 'Every promise was kept.' : `${failed} runs broke a promise.`);
process.exitCode = failed === 0 ? 0 : 1;

async function runCase(name) {
  const { run, whyNot, judge } = cases[name];
  if (name === 'disk-full' && process.getuid?.() !== 0 && mayUnshare()) return runUnshared(name);
  const why = whyNot();
  if (why !== null) return cannot(name, why);
  for (let number = 0; number < runs; number += 1) {
    console.log(`${name}, run ${number + 1} of ${runs}, seed ${seed + number}`);
    const log = values.quiet ? undefined : console.log;
    const result = await run({ seed: seed + number, ...saves, log }).catch((error) =>
      brokenOff(seed + number, error),
    );
    const violations = [...result.violations, ...judge(result)];
    console.log(`  ${JSON.stringify({ ...result, violations })}`);
    if (violations.length > 0) failed += 1;
  }
}

/** A server that does not start any more, or has forgotten its players, ends a run. */
function brokenOff(seed, error) {
  return { seed, slowestOwnMs: 0, violations: [`the run broke off: ${error.message}`] };
}

/** Whoever is not root may mount a small disk in a namespace of his own, where the kernel allows that. */
function mayUnshare() {
  return spawnSync('unshare', ['-Urm', 'true']).status === 0;
}

function runUnshared(name) {
  const more = Object.entries({ ...values, seed: String(seed), quiet: undefined, help: undefined });
  const flags = more.flatMap(([key, value]) => (value === undefined ? [] : [`--${key}`, value]));
  const script = fileURLToPath(import.meta.url);
  const args = ['-Urm', process.execPath, script, name, ...flags, ...(values.quiet ? ['--quiet'] : [])];
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
