import { randomBytes } from 'node:crypto';
import {
  adapter,
  Database,
  HouseNaming,
  type Adapter,
  type DatabaseTrouble,
  type Schema,
  type Session,
  type SqlRow,
  type Transaction,
} from '@aethex/core';
import { DataSource, type QueryResult, type QueryRunner } from 'typeorm';

/** A Postgres as plain as can be: a pool, one transaction to a connection, no batching. */
class PlainPostgres extends Database {
  readonly dialect = 'postgres';
  private source: DataSource;

  constructor(private readonly url: string) {
    super();
  }

  async open(schema: Schema): Promise<DataSource> {
    this.source = new DataSource({
      type: 'postgres',
      url: this.url,
      entities: [...schema.entities],
      migrations: [...schema.migrations],
      migrationsTableName: 'core_migrations',
      namingStrategy: new HouseNaming(),
      poolSize: 20,
    });
    return this.source.initialize();
  }

  async begin(): Promise<Transaction> {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    return {
      manager: this.source.createEntityManager(runner),
      ...statements(() => runner),
      commit: () => lastly(runner, runner.commitTransaction()),
      rollback: () => lastly(runner, runner.rollbackTransaction()),
    };
  }

  reader(): Session {
    const once = async <T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> => {
      const runner = this.source.createQueryRunner();
      return lastly(runner, work(runner));
    };
    return {
      manager: this.source.manager,
      run: (...statement) => once((runner) => statements(() => runner).run(...statement)),
      first: (...statement) => once((runner) => statements(() => runner).first(...statement)),
    };
  }

  async exclusive<T>(_name: string, work: () => Promise<T>): Promise<T> {
    return work();
  }

  mayRetry(error: unknown): boolean {
    return ['40001', '40P01'].includes(codeOf(error));
  }

  explain(error: unknown): DatabaseTrouble | null {
    return codeOf(error) === '23505' ? { kind: 'unique', rule: String(error) } : null;
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

/** Gives the connection back when the work has ended. */
async function lastly<T>(runner: QueryRunner, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await runner.release();
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

function statements(runner: () => QueryRunner): Pick<Session, 'run' | 'first'> {
  const query = (sql: string, values: readonly unknown[]): Promise<QueryResult<SqlRow>> =>
    runner().query(sql, [...values], true);
  return {
    run: async ({ sql }, values) => {
      const { records, affected } = await query(sql, values);
      return { rows: records, changed: affected ?? 0 };
    },
    first: async ({ sql }, values) => {
      const [row] = (await query(sql, values)).records;
      return row ? Object.values(row) : null;
    },
  };
}

/** A Postgres database that nobody else uses; it goes when it is closed. */
export async function newPostgres(url: string): Promise<{ adapter: Adapter; close: () => Promise<void> }> {
  const name = `aethex_${randomBytes(6).toString('hex')}`;
  const own = new URL(url);
  own.pathname = `/${name}`;
  await administer(url, `CREATE DATABASE ${name}`);
  const postgres = adapter<Database>({
    port: Database,
    name: 'plain-postgres',
    reach: 'cluster',
    create: ({ onClose }) => {
      const database = new PlainPostgres(own.href);
      onClose(() => database.close());
      return database;
    },
  });
  return { adapter: postgres, close: () => administer(url, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function administer(url: string, command: string): Promise<void> {
  const source = await new DataSource({ type: 'postgres', url }).initialize();
  try {
    await source.query(command);
  } finally {
    await source.destroy();
  }
}
