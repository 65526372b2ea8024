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
    create: ({ log, metrics, onClose }) => {
      const database = new PostgresDatabase(settings, log);
      metrics.gauge(
        'aethex_postgres_connections',
        'Connections to Postgres by pool and by what they are at; `waiting` are calls that wait for one.',
        ['pool', 'state'],
        (gauge) => {
          for (const { pool, state, count } of database.connections()) gauge.set({ pool, state }, count);
        },
      );
      onClose(() => database.close());
      return database;
    },
    check: (database) => checkPostgres(database as PostgresDatabase, settings),
  });
}
