import { randomBytes } from 'node:crypto';
import { HouseNaming, type Schema } from '@aethex/core';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

/** Where a Postgres for tests is: a URL whose user may create databases. */
export const postgresUrl = (): string | undefined => process.env['AETHEX_TEST_POSTGRES_URL'] || undefined;

export interface OpenSource {
  readonly source: DataSource;
  readonly close: () => Promise<void>;
}

/** Opens a new, empty Postgres database that goes when it is closed. */
export async function openPostgres(url: string, schema: Schema): Promise<OpenSource> {
  const name = `aethex_${randomBytes(6).toString('hex')}`;
  await administer(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const source = await new DataSource({
    type: 'postgres',
    url: own.href,
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    migrationsTableName: 'core_migrations',
    namingStrategy: new HouseNaming(),
  }).initialize();
  const close = async (): Promise<void> => {
    await source.destroy();
    await administer(url, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { source, close };
}

async function administer(url: string, command: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(command);
  } finally {
    await client.end();
  }
}
