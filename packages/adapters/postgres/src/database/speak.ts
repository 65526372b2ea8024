import type { Session, SqlRow, SqlValue, Statement } from '@aethex/core';
import type pg from 'pg';
import type { StatementNames } from '../rules/statement-names.js';

/** Whatever statements can be sent through: a connection, or something in front of one. */
export interface Speaker {
  query(config: pg.QueryConfig | pg.QueryArrayConfig): Promise<pg.QueryResult>;
}

interface Sent extends pg.QueryConfig {
  /** Makes a statement without a name and values go the same way as the others, one statement at a time. */
  readonly queryMode: 'extended';
}

/** The direct path of a session. */
export function directPath(speaker: Speaker, names: StatementNames): Pick<Session, 'run' | 'first'> {
  return {
    run: async (statement, values) => {
      const { rows, rowCount, command } = await speaker.query(sent(statement, values, names));
      return { rows: rows as SqlRow[], changed: command === 'SELECT' ? 0 : (rowCount ?? 0) };
    },
    first: async (statement, values) => {
      const { rows } = await speaker.query({ ...sent(statement, values, names), rowMode: 'array' });
      const [row] = rows as readonly (readonly unknown[])[];
      return row ?? null;
    },
  };
}

function sent(statement: Statement, values: readonly SqlValue[], names: StatementNames): Sent {
  const name = names.of(statement);
  return { ...(name && { name }), text: statement.sql, values: values as unknown[], queryMode: 'extended' };
}
