import Libsql from 'libsql';

/** Rows of a query by the names of their columns; placeholders are `?`. */
export type LookAt = <T>(sql: string, values?: readonly unknown[]) => T[];

/** A database file that is only looked at, for as long as `close` has not been called. */
export interface SqliteLook {
  readonly ask: LookAt;
  close(): void;
}

/** Opens a database file for reading alone, beside a server or without one. The file stays as it is. */
export function lookInto(file: string): SqliteLook {
  const database = new Libsql(file, { readonly: true, fileMustExist: true });
  const prepared = new Map<string, ReturnType<typeof database.prepare>>();
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  const ask: LookAt = <T>(sql: string, values: readonly unknown[] = []): T[] => {
    const statement = prepare(sql);
    if (statement.reader) return statement.all([...values]) as T[];
    statement.run([...values]);
    return [];
  };
  return { ask, close: () => void database.close() };
}
