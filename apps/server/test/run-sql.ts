import { createRequire } from 'node:module';

// Only the adapter depends on the driver; these tests look behind its back.
const Libsql = createRequire(new URL('../../../packages/adapters/local/package.json', import.meta.url))(
  'libsql',
) as new (file: string) => {
  prepare(sql: string): { all(): Record<string, unknown>[]; reader: boolean; run(): void };
  close(): void;
};

/** Runs one statement on a database file that no server has open. */
export function runSql(file: string, sql: string): Record<string, unknown>[] {
  const database = new Libsql(file);
  try {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all();
    statement.run();
    return [];
  } finally {
    database.close();
  }
}
