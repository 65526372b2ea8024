import { mint, type Plugin } from '@aethex/core';
import type { DataSource, MigrationInterface } from 'typeorm';
import type { Engine } from '../engines/engines.js';

/** What the entities would still change in the tables that the migrations made: nothing, when both say the same. */
export async function driftOf(source: DataSource): Promise<string[]> {
  const log = await source.driver.createSchemaBuilder().log();
  return log.upQueries.map(({ query }) => query);
}

/** Runs a plugin's migrations up, down and up again and returns the drift after each way up. */
export async function driftAfterRoundTrip(plugin: Plugin, engine: Engine): Promise<string[]> {
  const { id, entities = [], migrations = [] } = plugin.spec;
  const minted = migrations.map((migration) => mint(id, migration));
  const { source, close } = await engine.open({ entities, migrations: minted });
  try {
    await source.runMigrations({ transaction: 'each' });
    const first = await driftOf(source);
    await down(source, minted.map((Minted) => new Minted()).toReversed());
    const left = await tablesLike(source, id);
    await up(
      source,
      minted.map((Minted) => new Minted()),
    );
    return [...first, ...left.map((table) => `table "${table}" survives "down"`), ...(await driftOf(source))];
  } finally {
    await close();
  }
}

async function down(source: DataSource, migrations: readonly MigrationInterface[]): Promise<void> {
  const runner = source.createQueryRunner();
  for (const migration of migrations) await migration.down(runner);
  await runner.release();
}

async function up(source: DataSource, migrations: readonly MigrationInterface[]): Promise<void> {
  const runner = source.createQueryRunner();
  for (const migration of migrations) await migration.up(runner);
  await runner.release();
}

async function tablesLike(source: DataSource, owner: string): Promise<string[]> {
  const sql =
    source.options.type === 'postgres'
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
      : "SELECT name FROM sqlite_master WHERE type = 'table'";
  const rows: { name: string }[] = await source.query(sql);
  return rows.map(({ name }) => name).filter((name) => name.startsWith(`${owner}_`));
}
