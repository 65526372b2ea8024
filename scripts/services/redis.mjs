import { privateRedis } from './private-redis.mjs';

const instead =
  'Install Redis 6.2 or newer or Valkey, or set AETHEX_TEST_REDIS_URL to one that may be emptied.';

/**
 * A Redis for the tests: the one that AETHEX_TEST_REDIS_URL or REDIS_URL names, else a private one that keeps nothing
 * on the disk, on a free port of this machine only.
 */
export async function startRedis() {
  const given = process.env.AETHEX_TEST_REDIS_URL || process.env.REDIS_URL;
  if (given) return { url: given, stop: async () => undefined };
  const server = await privateRedis({ instead });
  return { url: server.url, stop: () => server.stop() };
}
