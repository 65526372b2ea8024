import { ownDatabase } from '@aethex/testing';
import { postgres, type PostgresOptions } from '../src/index.js';

/** A server that tests are given may keep nothing through a power cut, and need not. */
export const unsafe = { allowFsyncOff: true } as const;

const drops: (() => Promise<void>)[] = [];

/** The URL of a database that nobody else uses; `dropDatabases` removes it. */
export async function freshUrl(server: string): Promise<string> {
  const { url, drop } = await ownDatabase(server);
  drops.push(drop);
  return url;
}

export async function dropDatabases(): Promise<void> {
  for (const drop of drops.splice(0)) await drop();
}

/** The adapter on a database of its own. */
export async function freshPostgres(server: string, options: Partial<PostgresOptions> = {}) {
  return postgres({ url: await freshUrl(server), unsafe, ...options });
}
