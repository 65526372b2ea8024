import { privatePostgres } from './private-postgres.mjs';

const instead =
  'Install PostgreSQL 15 or newer, or set AETHEX_TEST_POSTGRES_URL to one whose user may create databases.';

/**
 * A Postgres for the tests: the one that AETHEX_TEST_POSTGRES_URL or DATABASE_URL names, else a private cluster in a
 * temporary folder, on a free port of this machine only.
 */
export async function startPostgres() {
  const given = process.env.AETHEX_TEST_POSTGRES_URL || process.env.DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  const server = await privatePostgres({ instead });
  return { url: server.url, stop: () => server.stop() };
}
