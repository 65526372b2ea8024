import { houseError } from '@aethex/protocol';
import { getMetadataArgsStorage, type DataSource } from 'typeorm';
import type { DatabaseConfig } from '../config/sections.js';
import { Db } from '../db/db.js';
import { StoredAnswer } from '../dispatch/stored-answer.entity.js';
import { coreMigrations } from '../migrations/core/index.js';
import { mint } from '../migrations/mint.js';
import { migrateUp, migrationStatus } from '../migrations/runner.js';
import type { Logger } from '../observe/logger.js';
import { BootError } from '../plugin/boot-error.js';
import type { Plan } from '../plugin/plan.js';
import type { Database, Schema } from '../ports/database.js';

/** The tables of a server: core's, those of its adapters and those of its plugins. */
export function schemaOf(plan: Pick<Plan, 'adapters' | 'plugins'>): Schema {
  const owners = [
    { owner: 'core', migrations: coreMigrations },
    ...plan.adapters.flatMap(({ tables }) => (tables ? [tables] : [])),
    ...plan.plugins.map(({ spec }) => ({ owner: spec.id, migrations: spec.migrations ?? [] })),
  ];
  const entities = [
    StoredAnswer,
    ...plan.adapters.flatMap((adapter) => adapter.entities ?? []),
    ...plan.plugins.flatMap(({ spec }) => spec.entities ?? []),
  ];
  const strangers = entities.filter(
    (entity) => !getMetadataArgsStorage().tables.some(({ target }) => target === entity),
  );
  if (strangers.length > 0)
    throw houseError('server.internal', undefined, {
      message: `${strangers[0]?.name} is no entity: it lacks @Entity.`,
    });
  return {
    entities,
    migrations: owners.flatMap(({ owner, migrations }) => migrations.map((one) => mint(owner, one))),
  };
}

/** Opens the database and brings its tables up to date, or refuses to start when that is not its business. */
export async function openDb(
  database: Database,
  plan: Plan,
  config: DatabaseConfig,
  log: Logger,
): Promise<Db> {
  const source = await database.open(schemaOf(plan));
  if (plan.purpose === 'serve') await bringUpToDate(database, source, config, log);
  return new Db(database, source, log);
}

async function bringUpToDate(
  database: Database,
  source: DataSource,
  config: DatabaseConfig,
  log: Logger,
): Promise<void> {
  const status = await migrationStatus(source);
  const pending = status.filter(({ state }) => state === 'pending').map(({ name }) => name);
  const unknown = status.filter(({ state }) => state === 'unknown').map(({ name }) => name);
  if (unknown.length > 0)
    log.warn({ unknown }, 'the database has migrations this build does not know; is an older build running?');
  if (pending.length > 0 && config.migrate === 'never') {
    throw new BootError(
      `The database lacks ${pending.length} migrations: ${pending.join(', ')}.`,
      'Run `aethex migrate up` first, or set database.migrate to "boot".',
    );
  }
  if (pending.length > 0) log.info({ migrations: await migrateUp(database, source) }, 'migrated');
}
