import { createHash } from 'node:crypto';
import { BootError } from '@aethex/core';
import pg from 'pg';

/** Milliseconds until giving up. */
const patience = 60_000;

/** Where the lock is held, without a password in any message. */
export interface LockPlace {
  readonly config: pg.ClientConfig;
  readonly name: string;
}

/**
 * Runs the work while nobody else does work of the same name on the same database. The lock belongs to a connection of
 * its own, so that it ends with the process that holds it and takes none of the pool's.
 */
export async function exclusively<T>({ config, name }: LockPlace, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...config,
    application_name: `aethex lock ${name}`.slice(0, 63),
    statement_timeout: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  });
  let lost: unknown;
  client.on('error', (error) => (lost = error));
  await client.connect();
  try {
    await take(client, name);
    const result = await work();
    await assertHeld(client, name, lost);
    return result;
  } finally {
    // Ending the session gives the lock back.
    await client.end().catch(() => undefined);
  }
}

async function take(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey(name)]);
  } catch (error) {
    if ((error as { code?: unknown }).code !== '57014') throw error;
    throw new BootError(
      `Another process has been busy with "${name}" for a minute.`,
      'Wait for it, or end it.',
      { cause: error },
    );
  }
}

async function assertHeld(client: pg.Client, name: string, lost: unknown): Promise<void> {
  const held = await client
    .query<{ held: boolean }>('SELECT pg_advisory_unlock($1) AS held', [lockKey(name)])
    .then(({ rows }) => rows[0]?.held === true)
    .catch((error: unknown) => {
      lost ??= error;
      return false;
    });
  if (held) return;
  throw new BootError(
    `The connection that kept others from "${name}" was lost while the work ran, so that somebody else may have done it as well.`,
    'Look at what it did, and start again.',
    { cause: lost },
  );
}

/** A lock's key is a signed 64-bit number. */
const lockKey = (name: string): string =>
  createHash('sha256').update(`aethex:${name}`).digest().readBigInt64BE(0).toString();
