import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Dialect } from '../ports/database.js';
import type { Migration } from './migration.js';
import { SchemaBuilder } from './schema-builder.js';

export type MigrationClass = new () => MigrationInterface;

/** The name a migration has in the database: `saves:add-revision` and thirteen digits, which TypeORM demands. */
export function mintedName(owner: string, name: string): string {
  return `${owner}:${name.slice(13)}:${name.slice(0, 12)}0`;
}

/** Makes the class TypeORM wants of a migration. */
export function mint(owner: string, migration: Migration): MigrationClass {
  const name = mintedName(owner, migration.name);
  return class implements MigrationInterface {
    readonly name = name;
    up = (runner: QueryRunner): Promise<void> => apply(runner, owner, migration.up);
    down = (runner: QueryRunner): Promise<void> => apply(runner, owner, migration.down);
  };
}

async function apply(runner: QueryRunner, owner: string, describe: Migration['up']): Promise<void> {
  const dialect: Dialect = runner.dataSource.options.type === 'postgres' ? 'postgres' : 'sqlite';
  const schema = new SchemaBuilder(runner, dialect, owner);
  await describe(schema);
  await schema.run();
}
