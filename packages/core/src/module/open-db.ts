import { houseError } from '@aethex/protocol';
import { getMetadataArgsStorage, type DataSource } from 'typeorm';
import type { DatabaseConfig } from '../config/sections.js';
import { Db } from '../db/db.js';
import { RingSeal } from '../cluster/ring-seal.entity.js';
import { StoredAnswer } from '../dispatch/stored-answer.entity.js';
import { coreMigrations } from '../migrations/core/index.js';
import { mint } from '../migrations/mint.js';
import { migrateUp, migrationStatus } from '../migrations/runner.js';
import type { Logger } from '../observe/logger.js';
import { BootError } from '../plugin/boot-error.js';
import type { Plan } from '../plugin/plan.js';
import type { Port } from '../ports/adapter.js';
import { Database, type Schema } from '../ports/database.js';

/** The tables of a server: core's, those of its adapters and those of its plugins. */
export function schemaOf(plan: Pick<Plan, 'adapters' | 'plugins'>): Schema {
  const entities = [
    StoredAnswer,
    RingSeal,
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
    migrations: ownersOf(plan).flatMap(({ owner, migrations }) => migrations.map((one) => mint(owner, one))),
  };
}

const ownersOf = (plan: Pick<Plan, 'adapters' | 'plugins'>) => [
  { owner: 'core', migrations: coreMigrations },
  ...plan.adapters.flatMap(({ tables }) => (tables ? [tables] : [])),
  ...plan.plugins.map(({ spec }) => ({ owner: spec.id, migrations: spec.migrations ?? [] })),
];

/** Opens the database and brings its tables up to date, or refuses to start when that is not its business. */
export async function openDb(
  database: Database,
  plan: Plan,
  config: DatabaseConfig,
  log: Logger,
): Promise<Db> {
  const source = await database.open(schemaOf(plan));
  if (plan.purpose === 'serve') await bringUpToDate(database, source, plan, config, log);
  return new Db(database, source, log);
}

async function bringUpToDate(
  database: Database,
  source: DataSource,
  plan: Plan,
  config: DatabaseConfig,
  log: Logger,
): Promise<void> {
  const status = await migrationStatus(source);
  const pending = status.filter(({ state }) => state === 'pending').map(({ name }) => name);
  const unknown = status.filter(({ state }) => state === 'unknown').map(({ name }) => name);
  if (unknown.length > 0) judgeUnknown(unknown, plan, log);
  if (pending.length > 0 && config.migrate === 'never') {
    throw new BootError(
      `The database lacks ${pending.length} migrations: ${pending.join(', ')}.`,
      'Run `aethex migrate up` first, or set database.migrate to "boot".',
    );
  }
  if (pending.length > 0) log.info({ migrations: await migrateUp(database, source) }, 'migrated');
}

/**
 * Migrations that somebody else has run. Those of a plugin that is not installed harm nobody. On a database of one host
 * the others say that this program is older than its data; in a cluster that is how a new release comes in, node by node.
 */
function judgeUnknown(unknown: readonly string[], plan: Plan, log: Logger): void {
  const here = new Set(ownersOf(plan).map(({ owner }) => owner));
  const newer = unknown.filter((name) => here.has(name.split(':', 1)[0] ?? ''));
  const alone = plan.adapters.some(
    ({ port, reach }) => (port as Port) === (Database as Port) && reach !== 'cluster',
  );
  if (newer.length > 0 && alone) {
    throw new BootError(
      `The database is newer than this program: it has migrations this build does not know: ${newer.join(', ')}.`,
      'Start the newer version again, or start on a backup from before the upgrade.',
    );
  }
  log.warn({ unknown }, 'the database has migrations this build does not know; is an older build running?');
}
