import pg from 'pg';
import { pause } from '../load.mjs';
import { Player } from '../player.mjs';
import { underLoad } from './under-load.mjs';

const answersWithin = 7000;
const slack = 1500;
const recoversWithin = 10_000;

/**
 * Somebody holds a lock on the table of saves, and then somebody takes every connection Postgres has while those of
 * the nodes are cut. Saves are refused in time; what does not need the lock goes on.
 */
export async function crowdPostgresRun(cluster, { seed, seconds = 6, log }) {
  return underLoad(cluster, { seed, players: 12 }, async (crowd) => {
    const locked = await whileLocked(cluster, crowd, seconds);
    log(`  locked for ${seconds} s: the slowest answer took ${locked.slowestMs} ms`);
    const crowded = await whileCrowded(cluster, crowd);
    log(`  ${crowded.taken} connections taken: everybody saved again after ${crowded.recoveredMs} ms`);
    return {
      seconds,
      slowestWhileLockedMs: locked.slowestMs,
      ...crowded,
      violations: [...locked.violations, ...crowded.violations],
    };
  });
}

async function whileLocked(cluster, crowd, seconds) {
  const violations = [];
  const bystander = await new Player(cluster.at, 'slot').register();
  const client = await connected(cluster.postgres.url);
  await client.query('BEGIN');
  await client.query('LOCK TABLE saves_slots IN ACCESS EXCLUSIVE MODE');
  await pause(500);
  crowd.forget();
  for (const ends = performance.now() + seconds * 1000; performance.now() < ends; await pause(200)) {
    const { status } = await bystander.send('GET', '/auth/profile');
    if (status !== 200) violations.push(`a profile was answered ${status} while the saves were locked`);
  }
  await client.query('ROLLBACK');
  await client.end();
  const slowestMs = Math.round(crowd.slowestMs);
  if (slowestMs > answersWithin + slack) violations.push(`a save was answered only after ${slowestMs} ms`);
  violations.push(...late(await crowd.recovered(), 'the lock'));
  return { slowestMs, violations };
}

async function whileCrowded(cluster, crowd) {
  const { url } = cluster.postgres;
  const crowders = [await connected(url)];
  await crowders[0].query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'aethex%' AND pid <> pg_backend_pid()",
  );
  try {
    for (;;) crowders.push(await connected(url));
  } catch {
    // There is no further connection to be had.
  }
  await pause(2500);
  for (const client of crowders) await client.end();
  const recoveredMs = await crowd.recovered();
  return { taken: crowders.length, recoveredMs, violations: late(recoveredMs, 'the crowd') };
}

const late = (ms, what) =>
  ms > recoversWithin ? [`somebody could not save for ${ms} ms after ${what}`] : [];

async function connected(url) {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
