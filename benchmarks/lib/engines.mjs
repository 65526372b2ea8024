import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';
import { privatePostgres } from '../../scripts/services/private-postgres.mjs';
import { privateRedis } from '../../scripts/services/private-redis.mjs';
import { isPinned } from './side.mjs';

/** Linux counts the CPU time of others in hundredths of a second. */
const microsecondsPerTick = 10_000;

/**
 * A Postgres that waits for the disk, as in earnest, and a Redis, both of this run alone. They are beside the load
 * generator, so that the servers under test have their core for themselves, or on all cores.
 */
export async function withEngines(work, { pinned = isPinned } = {}) {
  const started = [];
  // A benchmark that is broken off must leave nothing behind.
  const end = () => started.forEach(({ process: engine }) => engine.kill('SIGQUIT'));
  const stopped = () => process.exit(130);
  process.once('exit', end).once('SIGINT', stopped).once('SIGTERM', stopped);
  try {
    const postgres = await privatePostgres({ durable: true, instead: 'Install PostgreSQL 15 or newer.' });
    started.push(postgres);
    const redis = await privateRedis({ instead: 'Install Redis 6.2 or newer or Valkey.' });
    started.push(redis);
    if (pinned) for (const { pid } of started) pin(pid);
    return await work({ postgres, redis });
  } finally {
    process.off('exit', end).off('SIGINT', stopped).off('SIGTERM', stopped);
    for (const engine of started) await engine.stop();
  }
}

/** A new database, and where it is. */
export async function database({ url }, name) {
  await ask(url, `CREATE DATABASE "${name}"`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

/** Runs one statement over a connection of its own. */
export async function ask(url, sql, values) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** What the engines and what they have started have used of the CPU, in microseconds, where Linux tells. */
export function metersOf(engines) {
  if (process.platform !== 'linux') return {};
  return Object.fromEntries(Object.entries(engines).map(([name, { pid }]) => [name, () => cpuOf(pid)]));
}

/** The CPU time of a process, of its children, and of those it has waited for, in microseconds. */
function cpuOf(pid) {
  const family = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(statOf)
    .filter((stat) => stat && (stat.pid === pid || stat.parent === pid));
  return family.reduce((sum, { ticks }) => sum + ticks, 0) * microsecondsPerTick;
}

/** Fields 4 and 14 to 17 of proc_pid_stat(5), or `null` when the process has just ended. */
function statOf(entry) {
  try {
    const text = readFileSync(`/proc/${entry}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid: Number(entry), parent: Number(fields[1]), ticks };
  } catch {
    return null;
  }
}

/** Processes that an engine starts later inherit the core. */
function pin(pid) {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid), '--pid', String(pid)], {
    encoding: 'utf8',
  });
  for (const one of children.trim().split(/\s+/))
    execFileSync('taskset', ['-acp', '1', one], { stdio: 'ignore' });
}
