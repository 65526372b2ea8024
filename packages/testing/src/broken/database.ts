import type { Database, Session, SqlValue, Statement, Transaction } from '@aethex/core';
import { sqlite } from '@aethex/local';
import { altered, spoilt, type Broken } from './broken.js';

type Values = readonly SqlValue[];

/** SQLite whose transactions are changed. */
const withTransactions = (
  breaks: string,
  change: (real: Transaction, database: Database) => Partial<Transaction>,
): Broken<Database> => ({
  breaks,
  adapter: () =>
    spoilt(sqlite({ file: ':memory:' }), (real) => ({
      begin: async () => {
        const transaction = await real.begin();
        return altered(transaction, change(transaction, real));
      },
    })),
});

/** SQLite whose statements are changed, in transactions and outside. */
const withSessions = (breaks: string, change: (real: Session) => Partial<Session>): Broken<Database> => ({
  breaks,
  adapter: () =>
    spoilt(sqlite({ file: ':memory:' }), (real) => ({
      begin: async () => {
        const transaction = await real.begin();
        return altered<Transaction>(transaction, change(transaction));
      },
      reader: () => altered(real.reader(), change(real.reader())),
    })),
});

const withDatabase = (breaks: string, change: (real: Database) => Partial<Database>): Broken<Database> => ({
  breaks,
  adapter: () => spoilt(sqlite({ file: ':memory:' }), change),
});

const writes = (sql: string): boolean => /^(INSERT|UPDATE|DELETE)/.test(sql);

/** Databases that break a promise about transactions. */
export const brokenTransactions: readonly Broken<Database>[] = [
  withTransactions('keeps what was committed when everything is opened again', (real) => ({
    commit: () => real.rollback(),
  })),
  {
    breaks: 'a rollback takes nobody else with it',
    adapter: () =>
      spoilt(sqlite({ file: ':memory:' }), (real) => {
        let open: Promise<Transaction> | undefined;
        // Everybody shares the transaction that happens to be open, as TypeORM on one connection does.
        return {
          begin: async () => {
            open ??= real.begin();
            const transaction = await open;
            const end = async (how: 'commit' | 'rollback'): Promise<void> => {
              const mine = open;
              open = undefined;
              if (mine) await transaction[how]();
            };
            return altered(transaction, { commit: () => end('commit'), rollback: () => end('rollback') });
          },
        };
      }),
  },
  withSessions('of a hundred writers that race to count, each counts', (real) => ({
    // Forgets the condition that tells who came second, and says that all went well.
    run: async (statement, values) => {
      if (!statement.sql.startsWith('UPDATE')) return real.run(statement, values);
      const sql = statement.sql.replace(' AND "count" = $3', '');
      return real.run({ ...statement, sql, name: sql }, values.slice(0, 2));
    },
    first: async (statement, values) => {
      const row = await real.first(statement, values);
      return row && row.map((value) => (typeof value === 'number' && value > 0 ? value - 1 : value));
    },
  })),
  {
    breaks: 'a reader sees what is committed and nothing else',
    adapter: () =>
      spoilt(sqlite({ file: ':memory:' }), (real) => {
        let open: Transaction | undefined;
        return {
          begin: async () => (open = await real.begin()),
          // Reads on the connection that writes.
          reader: () =>
            altered(real.reader(), {
              run: (statement: Statement, values: Values) => (open ?? real.reader()).run(statement, values),
            }),
        };
      }),
  },
  {
    breaks: 'a reader cannot write: an attempt fails',
    adapter: () =>
      spoilt(sqlite({ file: ':memory:' }), (real) => ({
        reader: () => {
          const reader = real.reader();
          return altered(reader, {
            run: async (statement: Statement, values: Values) => {
              if (!writes(statement.sql)) return reader.run(statement, values);
              const transaction = await real.begin();
              const done = await transaction.run(statement, values);
              await transaction.commit();
              return done;
            },
          });
        },
      })),
  },
  withTransactions('a savepoint is rolled back alone', (real) => ({
    run: async (statement, values) =>
      /SAVEPOINT trial/.test(statement.sql) ? { rows: [], changed: 0 } : real.run(statement, values),
  })),
  withDatabase('work of one name never runs on two nodes at once', () => ({
    exclusive: (_name, work) => work(),
  })),
  withDatabase('work of two names does not wait for each other', (real) => ({
    exclusive: (name, work) =>
      name === 'second' ? new Promise(() => undefined) : real.exclusive(name, work),
  })),
  withDatabase('work that fails lets the next one in', (real) => {
    let failed = false;
    return {
      exclusive: async (name, work) => {
        if (failed) throw new Error('Somebody failed before.');
        return real.exclusive(name, work).catch((error: unknown) => {
          failed = true;
          throw error;
        });
      },
    };
  }),
];

/** Databases that break a promise about values. */
export const brokenValues: readonly Broken<Database>[] = [
  withSessions('gives back every word as it was given, by the direct verbs', (real) => ({
    // Bytes become text.
    first: async (statement, values) => {
      const row = await real.first(statement, values);
      return row && row.map((value) => (value instanceof Uint8Array ? value.toString() : value));
    },
  })),
  withTransactions('gives back every word as it was given, by TypeORM', (real) => ({
    first: async (statement, values) => real.first(statement, values),
    commit: async () => {
      await real.run({ name: 'spoil', sql: 'UPDATE trial_rows SET at = at + 1' }, []);
      await real.commit();
    },
  })),
  withSessions('tells nothing found from something found that is empty', (real) => ({
    first: async (statement, values) => {
      const row = await real.first(statement, values);
      return row?.includes('') ? null : row;
    },
  })),
  withSessions('leaves out a row that a unique rule forbids and goes on', (real) => ({
    run: async (statement, values) => {
      const plain = {
        ...statement,
        name: `${statement.name} strict`,
        sql: statement.sql.replace(' ON CONFLICT DO NOTHING', ''),
      };
      return real.run(plain, values);
    },
  })),
  withSessions('says how many rows a change and a removal met', (real) => ({
    run: async (statement, values) => {
      const done = await real.run(statement, values);
      return /^(UPDATE|DELETE)/.test(statement.sql) ? { ...done, changed: Math.max(1, done.changed) } : done;
    },
  })),
  withSessions('takes a value as a value, whatever it looks like', (real) => ({
    run: async (statement, values) =>
      real.run(
        statement,
        values.map((value) => (typeof value === 'string' ? value.replace(/'/g, "''") : value)),
      ),
  })),
  withDatabase('knows a broken unique rule from other trouble', () => ({ explain: () => null })),
];
