import { pause } from '../load.mjs';
import { between, randomOf } from '../random.mjs';
import { underLoad } from './under-load.mjs';

const [before, away] = [
  [300, 1500],
  [0, 800],
];
/** Milliseconds from the moment Postgres answers again until everybody can save. */
const recoversWithin = 10_000;

/**
 * Restarts Postgres under load, in turn immediately, which is a crash with all that it takes, and fast. Meanwhile
 * there may be no answer but 503, with Retry-After; no connection may break off.
 */
export async function restartPostgresRun(cluster, { seed, times = 2, log }) {
  const random = randomOf(seed);
  return underLoad(cluster, { seed, players: 24 }, async (crowd) => {
    const violations = [];
    const recoveredMs = [];
    for (let restart = 1; restart <= times; restart += 1) {
      await pause(between(random, ...before));
      const how = restart % 2 ? 'immediate' : 'fast';
      await cluster.postgres.end(how);
      violations.push(...(await alive(cluster)));
      await pause(between(random, ...away));
      await cluster.postgres.start();
      const ms = await crowd.recovered();
      recoveredMs.push(ms);
      if (ms > recoversWithin) violations.push(`restart ${restart}: somebody could not save for ${ms} ms`);
      log(`  restart ${restart} (${how}): everybody saved again ${ms} ms after Postgres answered`);
    }
    return { restarts: times, slowestRecoveryMs: Math.max(...recoveredMs), violations };
  });
}

/** A node without its database lives, and says that it is not ready. */
export async function alive(cluster) {
  const looks = cluster.nodes.map(async ({ url, index }) => {
    const [live, ready] = await Promise.all(['/live', '/ready'].map((path) => fetch(`${url}${path}`)));
    return [
      ...(live.status === 200 ? [] : [`/live of node ${index} answered ${live.status}`]),
      ...(ready.status === 503
        ? []
        : [`/ready of node ${index} answered ${ready.status} without a database`]),
    ];
  });
  return (await Promise.all(looks)).flat();
}
