import type { Schema } from '@aethex/core';
import { sqlite } from '@aethex/local';
import { createLogger, Metrics } from '@aethex/core';
import { openPostgres, type OpenSource } from './postgres.js';
import { isRequired, urlOf } from './servers.js';

/** An engine that tables are tried on. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  open(schema: Schema): Promise<OpenSource>;
}

/**
 * SQLite always, and Postgres when `AETHEX_TEST_POSTGRES_URL` says where one is. `AETHEX_TEST_REQUIRE=postgres` makes
 * its absence a failure.
 */
export function engines(): Engine[] {
  const url = urlOf('postgres');
  if (!url && isRequired('postgres'))
    throw new Error('AETHEX_TEST_REQUIRE names postgres, but AETHEX_TEST_POSTGRES_URL is not set.');
  const postgres: Engine[] = url ? [{ name: 'postgres', open: (schema) => openPostgres(url, schema) }] : [];
  return [{ name: 'sqlite', open: openSqlite }, ...postgres];
}

async function openSqlite(schema: Schema): Promise<OpenSource> {
  const undos: (() => Promise<void> | void)[] = [];
  const log = createLogger({ level: 'silent' });
  const database = await sqlite({ file: ':memory:' }).create({
    get: () => {
      throw new TypeError('SQLite needs no other port.');
    },
    log,
    metrics: new Metrics(),
    share: (_, make) => make(),
    onClose: (undo) => void undos.push(undo),
  });
  const source = await database.open(schema);
  const close = async (): Promise<void> => {
    for (const undo of undos.toReversed()) await undo();
  };
  return { source, close };
}
