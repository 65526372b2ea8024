import { withoutRedis } from './without-redis.mjs';

/** Redis stands still, is full, and may not be written to any more: one after the other. */
export async function sickenRedisRun(cluster, { seconds = 3, ...options }) {
  const { redis } = cluster;
  const ills = {
    paused: { away: () => redis.pause(), back: () => redis.resume() },
    full: {
      away: () => redis.say('CONFIG', 'SET', 'maxmemory', '1'),
      back: () => redis.say('CONFIG', 'SET', 'maxmemory', '0'),
    },
    'read-only': {
      away: () => redis.say('REPLICAOF', '127.0.0.1', '1'),
      back: () => redis.say('REPLICAOF', 'NO', 'ONE'),
    },
  };
  return inTurn(cluster, { ...options, seconds }, ills);
}

/** One result of several ills, with the violations of all. */
export async function inTurn(cluster, options, ills) {
  const results = {};
  const violations = [];
  for (const [name, ill] of Object.entries(ills)) {
    const { violations: found, ...result } = await withoutRedis(cluster, { ...options, name }, ill);
    results[name] = result;
    violations.push(...found.map((what) => `${name}: ${what}`));
  }
  return { seed: options.seed, ...results, violations };
}
