import type { Logger } from '@aethex/core';
import pg from 'pg';
import type { PostgresSettings } from '../options.js';
import { refuseLossy } from '../rules/server-settings.js';
import { HouseClient, houseTypes } from './client.js';
import { readServerSettings } from './server-settings.js';

/** Part of the time for a statement after which the server itself ends it, and after which we no longer wait. */
const serverShare = 0.9;
const ourShare = 0.97;
/** Milliseconds between two looks for connections that do not answer. */
const watchEvery = 100;

/** What the connections of one purpose have in common. */
export interface PoolPlan {
  readonly url: string;
  readonly size: number;
  readonly role: 'writer' | 'reader';
}

/** The settings of a pool's connections, in the words of `pg`. */
export function poolConfig(plan: PoolPlan, settings: PostgresSettings): pg.PoolConfig {
  const ms = (seconds: number): number => Math.max(1, Math.round(seconds * 1000));
  return {
    connectionString: plan.url,
    ...(settings.ssl !== undefined && { ssl: settings.ssl }),
    application_name: `aethex ${plan.role}`,
    max: plan.size,
    connectionTimeoutMillis: ms(settings.acquireSeconds),
    statement_timeout: ms(settings.statementSeconds * serverShare),
    lock_timeout: ms(settings.lockSeconds),
    idle_in_transaction_session_timeout: ms(settings.idleInTransactionSeconds),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idleTimeoutMillis: 60_000,
    types: houseTypes,
    Client: HouseClient,
    ...(plan.role === 'reader' && { options: '-c default_transaction_read_only=on' }),
    ...(plan.role === 'writer' && safely(settings)),
  };
}

/** Settings may be changed while we run: each connection is asked before anybody gets it. */
const safely = (settings: PostgresSettings): object => ({
  onConnect: async (client: HouseClient) => {
    // The pool does not tell of the connection before this is over, so that nobody else watches over it.
    const late = setTimeout(() => client.giveUp(), settings.acquireSeconds * 1000);
    try {
      refuseLossy(await readServerSettings(client), settings);
    } finally {
      clearTimeout(late);
    }
  },
});

/** Ends what waits for a server that does not answer; a timeout of the server itself cannot. Returns its undo. */
export function watch(pool: pg.Pool, statementSeconds: number, log: Logger): () => void {
  const clients = new Set<HouseClient>();
  // Not `connect`: TypeORM has made the first connection before anybody could listen.
  pool.on('acquire', (client) => clients.add(client as unknown as HouseClient));
  pool.on('remove', (client) => clients.delete(client as unknown as HouseClient));
  const timer = setInterval(() => {
    const latest = performance.now() - statementSeconds * 1000 * ourShare + watchEvery;
    for (const client of clients) {
      if (client.waitingSince === 0 || client.waitingSince > latest) continue;
      log.warn({}, 'Postgres has not answered in time; the connection is given up');
      client.giveUp();
    }
  }, watchEvery);
  timer.unref();
  return () => clearInterval(timer);
}
