import { randomBytes } from 'node:crypto';
import { HouseNaming, type Schema } from '@aethex/core';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

export interface OpenSource {
  readonly source: DataSource;
  readonly close: () => Promise<void>;
}

/** A Postgres database that nobody else uses. */
export interface OwnDatabase {
  readonly url: string;
  /** Removes it, whoever is still connected. */
  readonly drop: () => Promise<void>;
}

/** Makes a new, empty database on a Postgres whose user may do so. */
export async function ownDatabase(server: string): Promise<OwnDatabase> {
  const name = `aethex_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Opens a new, empty Postgres database that goes when it is closed. */
export async function openPostgres(server: string, schema: Schema): Promise<OpenSource> {
  const { url, drop } = await ownDatabase(server);
  const source = await new DataSource({
    type: 'postgres',
    url,
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    migrationsTableName: 'core_migrations',
    namingStrategy: new HouseNaming(),
  }).initialize();
  const close = async (): Promise<void> => {
    await source.destroy();
    await drop();
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
