import { Migration as Executed, MigrationExecutor, type DataSource } from 'typeorm';
import type { Database } from '../ports/database.js';

export interface MigrationStatus {
  /** Minted name, such as `saves:create-slots:2026010112000`. */
  readonly name: string;
  readonly state: 'done' | 'pending' | 'unknown';
}

/** Every migration: done, pending, or `unknown` when the database has run one that this build does not have. */
export async function migrationStatus(source: DataSource): Promise<MigrationStatus[]> {
  const executor = new MigrationExecutor(source);
  const done = new Set((await executor.getExecutedMigrations()).map(nameOf));
  const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const unknown = [...done].filter((name) => !known.includes(name));
  return [
    ...known.map((name) => ({ name, state: done.has(name) ? ('done' as const) : ('pending' as const) })),
    ...unknown.map((name) => ({ name, state: 'unknown' as const })),
  ];
}

/** Runs what is pending, on one node at a time, each migration in a transaction of its own. Returns their names. */
export async function migrateUp(database: Database, source: DataSource): Promise<string[]> {
  return database.exclusive('migrate', async () =>
    (await source.runMigrations({ transaction: 'each' })).map(nameOf),
  );
}

const nameOf = (migration: Executed): string => migration.name;
