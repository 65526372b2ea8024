import type { Finding } from '@aethex/core';
import type { PostgresDatabase } from './database/postgres-database.js';
import { sourceSize, type PostgresSettings } from './options.js';
import { lagFinding, roomFinding, settingFindings, skewFinding } from './rules/findings.js';
import { serverQuestion, type ServerSettings } from './rules/server-settings.js';

/** Tries a Postgres for real: a row that comes and goes, its clock, its room, its settings and its replica. */
export async function checkPostgres(
  database: PostgresDatabase,
  settings: PostgresSettings,
): Promise<readonly Finding[]> {
  const [server, others] = [await ask<ServerSettings>(database, serverQuestion), await connections(database)];
  const wanted = settings.poolSize + settings.readPoolSize + sourceSize;
  return [
    await probe(database),
    skewFinding(await skew(database)),
    roomFinding(server, wanted, others),
    ...settingFindings(server),
    ...(settings.reader === undefined ? [] : [lagFinding(await lag(database))]),
  ];
}

async function ask<R>(database: PostgresDatabase, sql: string, freshness?: 'recent'): Promise<R> {
  const { rows } = await database.reader(freshness).run({ sql, name: sql }, []);
  return rows[0] as R;
}

/** Writes, reads and deletes a row of a table that goes with its transaction. */
async function probe(database: PostgresDatabase): Promise<Finding> {
  const word = `probe ${performance.now()}`;
  const transaction = await database.begin();
  const run = (sql: string, ...values: string[]) => transaction.run({ sql, name: sql }, values);
  try {
    await run('CREATE TEMPORARY TABLE aethex_probe (word text) ON COMMIT DROP');
    await run('INSERT INTO aethex_probe VALUES ($1)', word);
    const { rows } = await run('SELECT word FROM aethex_probe');
    const { changed } = await run('DELETE FROM aethex_probe WHERE word = $1', word);
    await transaction.commit();
    const ok = rows[0]?.['word'] === word && changed === 1;
    return {
      what: ok ? 'a row was written, read and deleted' : 'a row that was written did not come back',
      ok,
      fix: 'Look into the log of Postgres.',
    };
  } catch (error) {
    await transaction.rollback();
    const what = `a row could not be written: ${(error as Error).message}`;
    return { what, ok: false, fix: 'Give the user of the URL the right to create tables in the database.' };
  }
}

async function skew(database: PostgresDatabase): Promise<number> {
  const sent = Date.now();
  const { ms } = await ask<{ ms: number }>(
    database,
    'SELECT extract(epoch FROM clock_timestamp())::double precision * 1000 AS ms',
  );
  return (ms - (sent + Date.now()) / 2) / 1000;
}

/** Connections to the server that are not this database's user's AeThex. */
async function connections(database: PostgresDatabase): Promise<number> {
  const { others } = await ask<{ others: number }>(
    database,
    `SELECT count(*)::int AS others FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND application_name NOT IN ('aethex writer', 'aethex reader', 'aethex source')`,
  );
  return others;
}

async function lag(database: PostgresDatabase): Promise<number | null> {
  const { seconds } = await ask<{ seconds: number | null }>(
    database,
    `SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
      WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
      ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp())::double precision END AS seconds`,
    'recent',
  );
  return seconds;
}
