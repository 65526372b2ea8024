import Libsql from 'libsql';
import { BootError, type SqlRow, type SqlValue, type Statement } from '@aethex/core';

type LibsqlStatement = ReturnType<InstanceType<typeof Libsql>['prepare']>;

interface Prepared {
  readonly statement: LibsqlStatement;
  readonly reads: boolean;
}

/** Milliseconds SQLite itself waits for another process; it blocks the whole program, so the rest is waited for outside. */
const shortWait = 20;
/** Direct statements that are kept prepared; the shapes of a server's statements are few. */
const mostPrepared = 500;

/** Sets what a connection needs to keep its promises, and makes sure that it was heard. */
export function configure(database: InstanceType<typeof Libsql>): void {
  database.pragma(`busy_timeout = ${shortWait}`);
  const mode = readPragma(database, 'journal_mode = WAL');
  // Without FULL a power cut loses commits that were acknowledged: measured.
  database.pragma('synchronous = FULL');
  const synchronous = readPragma(database, 'synchronous');
  database.pragma('foreign_keys = ON');
  if (mode === 'wal' && synchronous === 2) return;
  throw new BootError(
    `SQLite runs with journal_mode ${String(mode)} and synchronous ${String(synchronous)}, which would lose saves at a power cut.`,
    'Put the data directory on a local disk; network file systems cannot keep a WAL.',
  );
}

/** The value a pragma answers with. */
export function readPragma(database: InstanceType<typeof Libsql>, pragma: string): unknown {
  const [row] = database.pragma(pragma) as Record<string, unknown>[];
  return row && Object.values(row)[0];
}

/** Runs direct statements on one connection, each prepared once. */
export class DirectConnection {
  private readonly prepared = new Map<string, Prepared>();
  private readonly rowPrepared = new Map<string, LibsqlStatement>();

  constructor(readonly database: InstanceType<typeof Libsql>) {}

  run({ name, sql }: Statement, values: readonly SqlValue[]): { rows: readonly SqlRow[]; changed: number } {
    const { statement, reads } = this.prepare(name, sql);
    if (reads) return { rows: statement.all(bindable(values)) as SqlRow[], changed: 0 };
    return { rows: [], changed: statement.run(bindable(values)).changes };
  }

  first({ name, sql }: Statement, values: readonly SqlValue[]): readonly unknown[] | null {
    let statement = this.rowPrepared.get(name);
    if (!statement) {
      statement = this.database.prepare(numbered(sql)).raw(true);
      keep(this.rowPrepared, name, statement);
    }
    return (statement.get(bindable(values)) as unknown[] | undefined) ?? null;
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  private prepare(name: string, sql: string): Prepared {
    let prepared = this.prepared.get(name);
    if (!prepared) {
      const statement = this.database.prepare(numbered(sql));
      prepared = { statement, reads: (statement as unknown as { reader: boolean }).reader };
      keep(this.prepared, name, prepared);
    }
    return prepared;
  }
}

function keep<V>(map: Map<string, V>, name: string, value: V): void {
  if (map.size >= mostPrepared) map.clear();
  map.set(name, value);
}

/** `$1` is a named parameter to SQLite; `?1` is the numbered one that is meant. */
const numbered = (sql: string): string => sql.replace(/\$(\d+)/g, '?$1');

/** libsql ends the process when it is given a boolean. */
const bindable = (values: readonly SqlValue[]): (string | number | null | Uint8Array)[] =>
  values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
