import { pause } from '../load.mjs';
import { between, randomOf } from '../random.mjs';
import { underLoad } from './under-load.mjs';

/** Milliseconds from the moment all is well to the kill, and from there to the start anew. */
const [before, away] = [
  [200, 1500],
  [0, 600],
];
/** Milliseconds after which everybody has to be able to save again, the kill's victim or not. */
const recoversWithin = 10_000;

/**
 * Kills one of three nodes with SIGKILL again and again while players save through all of them, and tries what was not
 * answered again at another node, with the same idempotency key.
 */
export async function killNodeRun(cluster, { seed, times = 3, log }) {
  const random = randomOf(seed);
  const players = 16;
  return underLoad(cluster, { seed, players, mayBreak: true }, async (crowd) => {
    const violations = [];
    const recoveredMs = [];
    for (let kill = 1; kill <= times; kill += 1) {
      await pause(between(random, ...before));
      const node = cluster.nodes[between(random, 0, cluster.nodes.length - 1)];
      await node.end('SIGKILL');
      const ms = await crowd.recovered();
      recoveredMs.push(ms);
      if (ms > recoversWithin) violations.push(`kill ${kill}: somebody could not save for ${ms} ms`);
      await pause(between(random, ...away));
      await node.start();
      log(`  kill ${kill}: node ${node.index}; everybody saved again after ${ms} ms`);
    }
    return { kills: times, slowestRecoveryMs: Math.max(...recoveredMs), violations };
  });
}
