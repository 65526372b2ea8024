import {
  Database,
  HouseNaming,
  type DatabaseTrouble,
  type Freshness,
  type Logger,
  type Schema,
  type Session,
  type Transaction,
} from '@aethex/core';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { sourceSize, type PostgresSettings } from '../options.js';
import { placeOf } from '../rules/place.js';
import { StatementNames } from '../rules/statement-names.js';
import { explainPostgres, mayRetryPostgres } from '../rules/trouble.js';
import { unreachable } from '../rules/unreachable.js';
import { Batcher } from './batcher.js';
import { assertFit } from './boot.js';
import { houseTypes, type HouseClient } from './client.js';
import { exclusively } from './exclusive.js';
import { poolConfig, watch } from './house-pool.js';
import { PoolSpeaker } from './reader.js';
import { directPath } from './speak.js';
import { Wire } from './wire.js';

/** Postgres: a pool that writes and a pool that cannot. */
export class PostgresDatabase extends Database {
  readonly dialect = 'postgres';
  private source: DataSource;
  private writers: pg.Pool;
  private readers: Readonly<Record<Freshness, Session>>;
  private readonly names = new StatementNames();
  private readonly wires = new WeakMap<pg.PoolClient, Wire>();
  private readonly pools: { readonly name: string; readonly pool: pg.Pool }[] = [];
  private readonly undos: (() => Promise<void> | void)[] = [];

  constructor(
    private readonly settings: PostgresSettings,
    private readonly log: Logger,
  ) {
    super();
  }

  async open(schema: Schema): Promise<DataSource> {
    await assertFit(this.settings);
    this.source = await this.openSource(schema);
    this.writers = this.openWriters();
    const latest = await this.openReader(this.settings.url, schema);
    const { reader } = this.settings;
    this.readers = { latest, recent: reader === undefined ? latest : await this.openReader(reader, schema) };
    return this.source;
  }

  async begin(): Promise<Transaction> {
    const client = await this.writers.connect();
    return this.wireOf(client).begin((broken) => client.release(broken));
  }

  /** How many connections each pool has, by what they are at, and how many calls wait for one. */
  connections(): { pool: string; state: 'busy' | 'idle' | 'waiting'; count: number }[] {
    return this.pools.flatMap(({ name, pool: { totalCount, idleCount, waitingCount } }) => [
      { pool: name, state: 'busy' as const, count: totalCount - idleCount },
      { pool: name, state: 'idle' as const, count: idleCount },
      { pool: name, state: 'waiting' as const, count: waitingCount },
    ]);
  }

  reader(freshness: Freshness = 'latest'): Session {
    return this.readers[freshness];
  }

  exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { url, ssl, acquireSeconds } = this.settings;
    const config = {
      connectionString: url,
      connectionTimeoutMillis: acquireSeconds * 1000,
      ...(ssl !== undefined && { ssl }),
    };
    return exclusively({ config, name }, work);
  }

  mayRetry(error: unknown): boolean {
    return mayRetryPostgres(error);
  }

  explain(error: unknown): DatabaseTrouble | null {
    return explainPostgres(error);
  }

  /** Waits for what is under way and closes every connection. */
  async close(): Promise<void> {
    for (const undo of this.undos.splice(0).toReversed()) await undo();
  }

  private wireOf(client: pg.PoolClient): Wire {
    let wire = this.wires.get(client);
    if (!wire) {
      wire = new Wire(client as unknown as HouseClient, this.source, this.names);
      this.wires.set(client, wire);
    }
    return wire;
  }

  private openWriters(): pg.Pool {
    const { url, poolSize, statementSeconds } = this.settings;
    const pool = new pg.Pool(poolConfig({ url, size: poolSize, role: 'writer' }, this.settings));
    pool.on('error', (error) => this.lost(error));
    this.pools.push({ name: 'writer', pool });
    this.undos.push(watch(pool, statementSeconds, this.log), () => pool.end());
    return pool;
  }

  private async openReader(url: string, schema: Schema): Promise<Session> {
    const { readPoolSize, statementSeconds } = this.settings;
    const source = this.connect(
      { ...schema, migrations: [] },
      poolConfig({ url, size: readPoolSize, role: 'reader' }, this.settings),
    );
    await source.initialize().catch((error: unknown) => {
      throw unreachable(error, placeOf(url));
    });
    const pool = poolOf(source);
    this.pools.push({ name: this.pools.some(({ name }) => name === 'reader') ? 'replica' : 'reader', pool });
    this.undos.push(watch(pool, statementSeconds, this.log), () => source.destroy());
    const speaker = new PoolSpeaker(pool);
    const batcher = new Batcher(speaker, this.names);
    return {
      manager: source.manager,
      run: directPath(speaker, this.names).run,
      first: (statement, values) => batcher.first(statement, values),
    };
  }

  /** Its statements may take as long as they like: a migration or a backup does. */
  private async openSource(schema: Schema): Promise<DataSource> {
    const { url, ssl, acquireSeconds } = this.settings;
    const source = this.connect(schema, {
      connectionString: url,
      ...(ssl !== undefined && { ssl }),
      application_name: 'aethex source',
      max: sourceSize,
      connectionTimeoutMillis: acquireSeconds * 1000,
      keepAlive: true,
      types: houseTypes,
    });
    await source.initialize();
    this.undos.push(() => source.destroy());
    return source;
  }

  private connect(schema: Schema, pool: pg.PoolConfig): DataSource {
    return new DataSource({
      type: 'postgres',
      entities: [...schema.entities],
      migrations: [...schema.migrations],
      migrationsTableName: 'core_migrations',
      namingStrategy: new HouseNaming(),
      installExtensions: false,
      poolErrorHandler: (error: unknown) => this.lost(error),
      extra: pool,
    });
  }

  /** An idle connection has ended; the pool makes a new one when one is needed. */
  private lost(error: unknown): void {
    this.log.warn({ err: error }, 'a connection to Postgres was lost');
  }
}

const poolOf = (source: DataSource): pg.Pool => (source.driver as unknown as { master: pg.Pool }).master;
