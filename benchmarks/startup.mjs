#!/usr/bin/env node
/**
 * How long `npm start` takes until the server is ready, and what it then weighs: the command itself on an empty data
 * folder, after the build. `npm run startup -w benchmarks`
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, table } from './lib/compare.mjs';
import { inFolder } from './lib/world.mjs';

const rounds = Number(process.env.ROUNDS ?? 5);
const root = join(import.meta.dirname, '..');
const port = 18_080;

const rows = [];
for (let round = 0; round <= rounds; round += 1) {
  const seen = await inFolder((folder) => started(join(folder, 'data')));
  if (round > 0) rows.push(seen);
}
const of = (key) => median(rows.map((row) => row[key]));
console.log(
  table(
    ['what', 'median', 'goal'],
    [
      ['ready after `npm start`', `${of('npm').toFixed(2)} s`, '≤ 5 s'],
      ['ready after `aethex start`', `${of('direct').toFixed(2)} s`, ''],
      ['resident memory, idle for 5 s', `${of('memory').toFixed(0)} MB`, '< 200 MB'],
    ],
  ),
);

async function started(data) {
  const npm = await once('npm', ['start', '--silent', '--', '--data', data, '--port', String(port)]);
  const bin = join(root, 'apps/server/dist/bin.js');
  const direct = await once(
    process.execPath,
    [bin, 'start', '--data', `${data}2`, '--port', String(port)],
    true,
  );
  return { npm: npm.seconds, direct: direct.seconds, memory: direct.memory };
}

/** Starts a command in a group of its own, waits until `/ready` says so, and ends it. */
async function once(command, args, weigh = false) {
  const began = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: 'ignore', detached: true });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!(await isReady())) await sleep(10);
  const seconds = (performance.now() - began) / 1000;
  if (weigh) await sleep(5000);
  const memory = weigh ? residentOf(child.pid) : 0;
  if (child.pid) process.kill(-child.pid, 'SIGTERM');
  await ended;
  while (await isReady()) await sleep(10);
  return { seconds, memory };
}

async function isReady() {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).ok;
  } catch {
    return false;
  }
}

/** Megabytes, as Linux counts them. */
function residentOf(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) / 1024;
}
