import type { DataSource, EntityManager } from 'typeorm';
import type { MigrationClass } from '../migrations/mint.js';

export type Dialect = 'sqlite' | 'postgres';

/** What the tables look like and how they came to. */
export interface Schema {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly MigrationClass[];
}

/** One parameterised statement; placeholders are `$1`, `$2`, … on both engines. */
export interface Statement {
  readonly sql: string;
  /** Named so that an engine can keep it prepared. */
  readonly name: string;
  /** Set for a read of one row by its whole key, which an engine may gather with others of the same turn. */
  readonly byKey?: ByKey;
}

/** A read of the one row whose `keys` have the statement's values, in their order, and whose `absent` are null. */
export interface ByKey {
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns of the id or of a unique rule, perhaps with others, and the engine's name of each one's type. */
  readonly keys: readonly { readonly name: string; readonly type: string }[];
  readonly absent: readonly string[];
}

export type SqlValue = string | number | boolean | null | Uint8Array;
export type SqlRow = Record<string, unknown>;

/** A TypeORM manager and a direct path beside it, on one connection. */
export interface Session {
  readonly manager: EntityManager;
  /** Runs one prepared statement: the rows it returns, or how many it changed. */
  run(
    statement: Statement,
    values: readonly SqlValue[],
  ): Promise<{ rows: readonly SqlRow[]; changed: number }>;
  /** Reads the first row of one prepared statement, its values in the order of its columns, or `null`. */
  first(statement: Statement, values: readonly SqlValue[]): Promise<readonly unknown[] | null>;
}

/** A transaction that is open. Exactly one of `commit` and `rollback` ends it. */
export interface Transaction extends Session {
  /** Fulfils when what was written would survive a power cut. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** How new what is read must be: `latest` has everything that is committed, `recent` may lack the last moment. */
export type Freshness = 'latest' | 'recent';

/**
 * Keeps rows. Core puts `Db.read` and `Db.write` on top; nothing else may speak to it.
 */
export abstract class Database {
  abstract readonly dialect: Dialect;
  /** Opens the connections. The data source is for migrations, drift checks and a studio's own reading. */
  abstract open(schema: Schema): Promise<DataSource>;
  /** Begins a transaction, waiting its turn; `db.busy` when that takes too long. */
  abstract begin(): Promise<Transaction>;
  /**
   * A session that sees what is committed and cannot write: an attempt fails. With `'recent'` it may see what was
   * committed a moment ago instead, from a replica where there is one.
   */
  abstract reader(freshness?: Freshness): Session;
  /** Runs the work while no other node does work of the same name. */
  abstract exclusive<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Whether the engine would run the same transaction again with a chance to succeed. */
  abstract mayRetry(error: unknown): boolean;
  /** The error in our words: a broken unique rule, a full disk, a lost connection; else `null`. */
  abstract explain(error: unknown): DatabaseTrouble | null;
}

/** What went wrong, in words both engines share. */
export type DatabaseTrouble =
  | { readonly kind: 'unique'; readonly rule: string }
  /** A value that the engine cannot keep, such as a text with a NUL in it. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'full' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unavailable' };
