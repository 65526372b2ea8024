import { describe, expect, it } from '@jest/globals';
import { StatementNames } from './statement-names.js';

const of = (names: StatementNames, sql: string) => names.of({ sql, name: sql });

describe('names of prepared statements', () => {
  it('are within what Postgres keeps of a name, the same for the same and different for others', () => {
    const names = new StatementNames();
    const long = `SELECT ${'x'.repeat(100)}`;
    expect(of(names, long)?.length).toBeLessThanOrEqual(63);
    expect(of(names, long)).toBe(of(names, long));
    expect(of(names, long)).not.toBe(of(names, `${long}y`));
  });

  it('are not given to what stands in many forms', () => {
    const names = new StatementNames();
    expect(of(names, 'SAVEPOINT once_1')).toBeUndefined();
    expect(of(names, 'ROLLBACK TO SAVEPOINT once_1')).toBeUndefined();
  });

  it('end with the five hundredth, so that no connection keeps statements without number', () => {
    const names = new StatementNames();
    const given = Array.from({ length: 600 }, (_, n) => of(names, `SELECT ${n}`));
    expect(given.filter((name) => name !== undefined)).toHaveLength(500);
    expect(of(names, 'SELECT 0')).toBe(given[0]);
  });
});
