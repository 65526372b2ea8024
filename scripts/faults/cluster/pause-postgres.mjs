import pg from 'pg';
import { pause } from '../load.mjs';
import { alive } from './restart-postgres.mjs';
import { underLoad } from './under-load.mjs';

/**
 * Milliseconds in which a call has to be answered: two seconds of waiting for a connection and five for a statement;
 * and what a busy machine may add.
 */
const answersWithin = 7000;
const slack = 1500;
const recoversWithin = 10_000;
/** Connections that a node may hold: writers, readers and those of the source, and one that looks. */
const connectionsOfNode = 10 + 5 + 3 + 5;

/**
 * Stops every process of Postgres for a while, as a frozen disk does: connections stay and nothing answers. Calls are
 * refused in time, nodes stay alive, and no connections pile up.
 */
export async function pausePostgresRun(cluster, { seed, seconds = 8, log }) {
  return underLoad(cluster, { seed, players: 12 }, async (crowd) => {
    await pause(1000);
    const violations = [];
    cluster.postgres.pause();
    try {
      await pause(2000);
      crowd.forget();
      violations.push(...(await alive(cluster)));
      await pause(seconds * 1000 - 2000);
    } finally {
      cluster.postgres.resume();
    }
    const slowestMs = Math.round(crowd.slowestMs);
    if (slowestMs > answersWithin + slack) violations.push(`a save was answered only after ${slowestMs} ms`);
    const recoveredMs = await crowd.recovered();
    if (recoveredMs > recoversWithin)
      violations.push(`somebody could not save for ${recoveredMs} ms afterwards`);
    const connections = await connectionsOf(cluster.postgres.url);
    if (connections > cluster.nodes.length * connectionsOfNode)
      violations.push(`${connections} connections piled up`);
    log(
      `  ${seconds} s: the slowest answer took ${slowestMs} ms, everybody saved again after ${recoveredMs} ms`,
    );
    return { seconds, slowestWhilePausedMs: slowestMs, recoveredMs, connections, violations };
  });
}

async function connectionsOf(url) {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(
    'SELECT count(*)::int AS many FROM pg_stat_activity WHERE backend_type = $1',
    ['client backend'],
  );
  await client.end();
  return rows[0].many;
}
