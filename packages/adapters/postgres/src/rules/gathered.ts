import type { ByKey, Statement } from '@aethex/core';

/** Types whose values can be sent as a list of texts, each with the type the list is sent as. */
const listable: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  'character varying': 'text',
  text: 'text',
  bigint: 'bigint',
  integer: 'integer',
  smallint: 'smallint',
  boolean: 'boolean',
  bytea: 'bytea',
  'double precision': 'double precision',
};

/**
 * The statement that reads many rows by key at once, or `null` when the key has a type that cannot be listed. Each
 * parameter is the list of one key column's values; the last column of a row is the place of its key in the lists,
 * counted from 1, so that nothing has to be compared outside of Postgres.
 */
export function gathered({ byKey }: Pick<Statement, 'byKey'>): Statement | null {
  if (!byKey || !byKey.keys.every(({ type }) => Object.hasOwn(listable, type))) return null;
  const { table, columns, absent } = byKey;
  const sql = [
    `SELECT ${columns.map((name) => `t."${name}"`).join(', ')}, k.place FROM ${lists(byKey)}`,
    `JOIN "${table}" t ON ${byKey.keys.map(({ name }, index) => `t."${name}" = k.v${index}`).join(' AND ')}`,
    ...absent.map((name) => `AND t."${name}" IS NULL`),
  ].join(' ');
  return { sql, name: sql };
}

function lists({ keys }: ByKey): string {
  const values = keys.map(({ type }, index) => `$${index + 1}::${listable[type]}[]`);
  return `unnest(${values.join(', ')}) WITH ORDINALITY AS k(${keys.map((_, index) => `v${index}`).join(', ')}, place)`;
}
