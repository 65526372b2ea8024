import { randomUUID } from 'node:crypto';
import { adapter, Relay, type Adapter, type Finding } from '@aethex/core';
import pg from 'pg';
import { z } from 'zod';
import { PostgresBus } from '../bus/postgres-bus.js';
import { HouseClient } from '../database/client.js';
import { watch } from '../database/house-pool.js';
import { connectionOptions } from '../options.js';
import { placeOf } from '../rules/place.js';
import { unreachable } from '../rules/unreachable.js';
import { PostgresRelay } from './postgres-relay.js';

const PostgresRelayOptions = z.strictObject({
  ...connectionOptions,
  /** Connections for claims; messages take one more. */
  poolSize: z.int().min(1).max(100).default(2),
  /** Seconds after which a call is given up. */
  statementSeconds: z.number().positive().max(60).default(2),
});

export type PostgresRelayOptions = z.input<typeof PostgresRelayOptions>;
type Settings = z.output<typeof PostgresRelayOptions>;

/** A relay by rows and NOTIFY, for the smallest cluster: Postgres and no Redis. */
export function postgresRelay(options: PostgresRelayOptions): Adapter<Relay> {
  const settings = PostgresRelayOptions.parse(options);
  const { url, poolSize, statementSeconds } = settings;
  return adapter<Relay>({
    port: Relay,
    name: 'postgres',
    reach: 'cluster',
    about: { at: placeOf(url), poolSize },
    create: async ({ log, onClose }) => {
      const pool = new pg.Pool(poolConfig(settings));
      pool.on('error', (error) => log.warn({ err: error }, 'a connection of the relay was lost'));
      const relay = new PostgresRelay(pool, new PostgresBus(busConfig(settings), log), log);
      onClose(watch(pool, statementSeconds, log));
      onClose(() => relay.close());
      await relay.open().catch((error: unknown) => {
        throw unreachable(error, placeOf(url));
      });
      return relay;
    },
    check: async (relay) => [await examine(relay)],
  });
}

/** Claims a name, prolongs it and gives it back. */
async function examine(relay: Relay): Promise<Finding> {
  const claim = await relay.claim(`doctor/${randomUUID()}`, 'doctor', 10);
  const [held] = claim ? await relay.renew([claim], 10) : [];
  if (claim) await relay.release(claim);
  const ok = claim !== null && held === true && (await relay.holder(claim.name)) === null;
  return { what: 'a room was claimed, prolonged and given back', ok, fix: 'Look into the log of Postgres.' };
}

const connection = ({ url, ssl }: Settings): pg.ClientConfig => ({
  connectionString: url,
  ...(ssl !== undefined && { ssl }),
  application_name: 'aethex relay',
  keepAlive: true,
});

const busConfig = (settings: Settings): pg.ClientConfig => ({
  ...connection(settings),
  connectionTimeoutMillis: 2_000,
  keepAliveInitialDelayMillis: 10_000,
});

function poolConfig(settings: Settings): pg.PoolConfig {
  const ms = Math.round(settings.statementSeconds * 1000);
  return {
    ...connection(settings),
    max: settings.poolSize,
    connectionTimeoutMillis: ms,
    statement_timeout: Math.round(ms * 0.9),
    idleTimeoutMillis: 60_000,
    Client: HouseClient,
  };
}
