import { withoutRedis } from './without-redis.mjs';

/** Kills Redis, which keeps nothing, and starts it again, empty. */
export function loseRedisRun(cluster, { seconds = 3, ...options }) {
  return withoutRedis(
    cluster,
    { ...options, seconds, name: 'killed' },
    {
      away: () => cluster.redis.end('SIGKILL'),
      back: () => cluster.redis.start(),
    },
  );
}
