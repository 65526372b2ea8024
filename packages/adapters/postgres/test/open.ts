import { Db, createLogger, migrateUp, mint, type Migration } from '@aethex/core';
import { PostgresDatabase } from '../src/database/postgres-database.js';
import { PostgresOptions } from '../src/options.js';
import { unsafe } from './servers.js';

export interface Opened {
  readonly db: Db;
  readonly database: PostgresDatabase;
  readonly close: () => Promise<void>;
}

interface Tables {
  readonly entities?: readonly (new () => object)[];
  readonly migrations?: readonly Migration[];
}

/** Opens a database with these tables, and `Db` on top. */
export async function open(
  options: Partial<PostgresOptions> & { url: string },
  tables: Tables = {},
): Promise<Opened> {
  const log = createLogger({ level: 'silent' });
  const database = new PostgresDatabase(PostgresOptions.parse({ unsafe, ...options }), log);
  const migrations = (tables.migrations ?? []).map((one) => mint('trial', one));
  const source = await database.open({ entities: tables.entities ?? [], migrations });
  await migrateUp(database, source);
  return { db: new Db(database, source, log), database, close: () => database.close() };
}
