import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  Database,
  HouseNaming,
  type DatabaseTrouble,
  type Schema,
  type Session,
  type Transaction,
} from '@aethex/core';
import Libsql from 'libsql';
import { DataSource, type QueryRunner } from 'typeorm';
import { privateFolder } from '../files/durable.js';
import { configure, DirectConnection, readPragma } from './connection.js';
import { explainSqlite } from './errors.js';
import { exclusively } from './exclusive.js';
import { WriterLine, type Turn } from './line.js';

type LibsqlDatabase = InstanceType<typeof Libsql>;
/** What TypeORM keeps of a transaction in its query runner; ours is begun beside it. */
type RunnerState = QueryRunner & { isTransactionActive: boolean; transactionDepth: number };

/** SQLite by libsql: one connection writes, another reads. WAL, synchronous=FULL, group commit. */
export class SqliteDatabase extends Database {
  readonly dialect = 'sqlite';
  private sources: DataSource[] = [];
  private writer: DirectConnection;
  private writing: DataSource;
  private line: WriterLine;
  /** One for all writers: only one of them has a turn. */
  private runner: RunnerState;
  private writes: Session;
  private reading: Session;

  constructor(
    private readonly file: string,
    private readonly waitMs: number,
  ) {
    super();
  }

  async open(schema: Schema): Promise<DataSource> {
    mkdirSync(dirname(this.file), { recursive: true, mode: privateFolder });
    this.writing = await this.connect(schema, configure);
    this.writer = new DirectConnection(connectionOf(this.writing));
    this.line = new WriterLine(lineConnection(this.writer), this.waitMs);
    this.runner = this.writing.createQueryRunner() as RunnerState;
    this.writes = {
      ...sessionOf(this.writing, this.writer),
      manager: this.writing.createEntityManager(this.runner),
    };
    const reader = await this.connect({ ...schema, migrations: [] }, (database) => {
      configure(database);
      database.pragma('query_only = ON');
    });
    this.reading = sessionOf(reader, new DirectConnection(connectionOf(reader)));
    // The names of the files must survive a power cut as well as what is in them.
    syncFolder(dirname(this.file));
    return this.writing;
  }

  async begin(): Promise<Transaction> {
    const turn = await this.line.enter();
    // TypeORM must know that a transaction is open, or `save` would begin one of its own.
    this.runner.isTransactionActive = true;
    this.runner.transactionDepth = 1;
    return { ...this.writes, ...ending(turn, this.runner) };
  }

  reader(): Session {
    return this.reading;
  }

  exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    return exclusively(this.file, name, work);
  }

  /** There is one writer: nothing can fail that another try would mend. */
  mayRetry(): boolean {
    return false;
  }

  explain(error: unknown): DatabaseTrouble | null {
    return explainSqlite(error);
  }

  /** What SQLite itself finds wrong with the file, or `null`. Reads all of it. */
  trouble(): string | null {
    try {
      const found = readPragma(this.writer.database, 'quick_check(1)');
      return found === 'ok' ? null : String(found);
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Waits for writers, moves the log into the file, so that the file alone is whole, and closes it. */
  async close(): Promise<void> {
    await this.line?.idle();
    const [writing, ...readers] = this.sources.splice(0);
    for (const reader of readers) await reader.destroy();
    this.takeInLog();
    await writing?.destroy();
  }

  private takeInLog(): void {
    try {
      this.writer?.database.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // On a full disk the log stays, and is read at the next start.
    }
  }

  private async connect(schema: Schema, prepare: (database: LibsqlDatabase) => void): Promise<DataSource> {
    const source = new DataSource({
      type: 'better-sqlite3',
      driver: Libsql,
      database: this.file,
      entities: [...schema.entities],
      migrations: [...schema.migrations],
      migrationsTableName: 'core_migrations',
      namingStrategy: new HouseNaming(),
      prepareDatabase: prepare as (database: unknown) => void,
    });
    mapTypes(source);
    this.sources.push(source);
    return source.initialize();
  }
}

/** SQLite calls bytes `blob`. TypeORM reads the type off the column, so the column itself is changed; it is this source's own. */
function mapTypes(source: DataSource): void {
  const driver = source.driver;
  const normalize = driver.normalizeType.bind(driver);
  driver.normalizeType = (column) => {
    const own = column as { type?: unknown };
    if (own.type === 'bytea') own.type = 'blob';
    return normalize(column);
  };
}

const connectionOf = (source: DataSource): LibsqlDatabase =>
  (source.driver as unknown as { databaseConnection: LibsqlDatabase }).databaseConnection;

const sessionOf = (source: DataSource, connection: DirectConnection): Session => ({
  manager: source.manager,
  run: async (statement, values) => connection.run(statement, values),
  first: async (statement, values) => connection.first(statement, values),
});

const lineConnection = (connection: DirectConnection) => ({
  exec: (sql: string) => connection.exec(sql),
  get inTransaction(): boolean {
    return connection.database.inTransaction;
  },
});

function ending(turn: Turn, runner: RunnerState): Pick<Transaction, 'commit' | 'rollback'> {
  const end = (): void => {
    runner.isTransactionActive = false;
    runner.transactionDepth = 0;
  };
  return {
    commit: () => {
      end();
      return turn.done();
    },
    rollback: async () => {
      end();
      turn.undo();
    },
  };
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder to sync it, and does not need it.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
