import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { privatePostgres } from './private-postgres.mjs';

/** Bytes that the databases of all tests need. */
const enough = 4 * 1024 ** 3;
const instead =
  'Install PostgreSQL 15 or newer, or set AETHEX_TEST_POSTGRES_URL to one whose user may create databases.';

/**
 * A Postgres for the tests: the one that AETHEX_TEST_POSTGRES_URL or DATABASE_URL names, else a private cluster in a
 * temporary folder, on a free port of this machine only.
 */
export async function startPostgres() {
  const given = process.env.AETHEX_TEST_POSTGRES_URL || process.env.DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  const dir = quickFolder();
  const server = await privatePostgres({ durable: true, instead, ...(dir && { dir }) });
  const stop = async () => {
    await server.stop();
    if (dir) rmSync(dir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Servers refuse a Postgres that does not wait for the disk. In memory the wait is short. */
function quickFolder() {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return undefined;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > enough ? mkdtempSync(join(memory, 'aethex-postgres-')) : undefined;
}
