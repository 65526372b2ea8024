import { describe, expect, it } from '@jest/globals';
import { inOrder, kindOnPostgres, kindOnSqlite } from './table-shape.js';

const table = (name: string, ...references: string[]) => ({ name, references });

describe('the shape of tables', () => {
  it('knows the words of our migrations on both engines', () => {
    const pairs = [
      ['varchar', 'uuid', 'text'],
      ['varchar(64)', 'character varying', 'text'],
      ['text', 'text', 'text'],
      ['bigint', 'bigint', 'int'],
      ['double precision', 'double precision', 'real'],
      ['boolean', 'boolean', 'bool'],
      ['blob', 'bytea', 'bytes'],
    ] as const;
    for (const [sqlite, postgres, kind] of pairs)
      expect([kindOnSqlite(sqlite), kindOnPostgres(postgres)]).toEqual([kind, kind]);
  });

  it('puts a table behind those it refers to, and gets over circles', () => {
    const tables = [table('a', 'c'), table('b', 'a'), table('c'), table('x', 'y'), table('y', 'x')];
    expect(inOrder(tables).map(({ name }) => name)).toEqual(['c', 'a', 'b', 'y', 'x']);
  });
});
