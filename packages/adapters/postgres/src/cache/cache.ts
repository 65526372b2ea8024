import { adapter, Cache, type Adapter } from '@aethex/core';
import pg from 'pg';
import { z } from 'zod';
import { HouseClient } from '../database/client.js';
import { watch } from '../database/house-pool.js';
import { connectionOptions } from '../options.js';
import { placeOf } from '../rules/place.js';
import { unreachable } from '../rules/unreachable.js';
import { PostgresCache } from './postgres-cache.js';

const PostgresCacheOptions = z.strictObject({
  ...connectionOptions,
  /** Connections of the cache. */
  poolSize: z.int().min(1).max(500).default(5),
  /** Seconds after which a call is given up. */
  statementSeconds: z.number().positive().max(60).default(2),
  /** Seconds between two sweeps of what is over. */
  sweepSeconds: z.number().positive().max(86_400).default(60),
});

export type PostgresCacheOptions = z.input<typeof PostgresCacheOptions>;
type Settings = z.output<typeof PostgresCacheOptions>;

/** A cache in an unlogged table, for the smallest cluster: Postgres and no Redis. */
export function postgresCache(options: PostgresCacheOptions): Adapter<Cache> {
  const settings = PostgresCacheOptions.parse(options);
  const { url, poolSize, sweepSeconds, statementSeconds } = settings;
  return adapter<Cache>({
    port: Cache,
    name: 'postgres',
    reach: 'cluster',
    about: { at: placeOf(url), poolSize },
    create: async ({ log, onClose }) => {
      const pool = new pg.Pool(poolConfig(settings));
      pool.on('error', (error) => log.warn({ err: error }, 'a connection of the cache was lost'));
      const cache = new PostgresCache(pool, sweepSeconds, log);
      onClose(watch(pool, statementSeconds, log));
      onClose(() => cache.close());
      await cache.open().catch((error: unknown) => {
        throw unreachable(error, placeOf(url));
      });
      return cache;
    },
  });
}

function poolConfig({ url, ssl, poolSize, statementSeconds }: Settings): pg.PoolConfig {
  const ms = Math.round(statementSeconds * 1000);
  return {
    connectionString: url,
    ...(ssl !== undefined && { ssl }),
    application_name: 'aethex cache',
    max: poolSize,
    connectionTimeoutMillis: ms,
    statement_timeout: Math.round(ms * 0.9),
    keepAlive: true,
    idleTimeoutMillis: 60_000,
    // A cache need not wait for the disk.
    options: '-c synchronous_commit=off',
    Client: HouseClient,
  };
}
