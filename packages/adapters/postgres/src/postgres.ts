import { adapter, Database, type Adapter } from '@aethex/core';
import { checkPostgres } from './check.js';
import { PostgresDatabase } from './database/postgres-database.js';
import { PostgresOptions } from './options.js';
import { placeOf } from './rules/place.js';

/** PostgreSQL: durable, many writers, seen by every node. */
export function postgres(options: PostgresOptions): Adapter<Database> {
  const settings = PostgresOptions.parse(options);
  const { url, reader, poolSize, readPoolSize } = settings;
  return adapter<Database>({
    port: Database,
    name: 'postgres',
    reach: 'cluster',
    about: { at: placeOf(url), ...(reader && { reader: placeOf(reader) }), poolSize, readPoolSize },
    create: ({ log, onClose }) => {
      const database = new PostgresDatabase(settings, log);
      onClose(() => database.close());
      return database;
    },
    check: (database) => checkPostgres(database as PostgresDatabase, settings),
  });
}
