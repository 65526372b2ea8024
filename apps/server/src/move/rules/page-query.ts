import type { Dialect } from '@aethex/core';
import type { ColumnShape, TableShape } from './table-shape.js';

/** The statements that read a table page by page. */
export interface PageQuery {
  /** The columns whose values in the last row the next page goes on from. */
  readonly key: readonly string[];
  start(limit: number): string;
  next(limit: number): string;
}

/** Rows come in the order of their keys' bytes, so that two engines give them in the same one. */
export function pageQuery(table: TableShape, dialect: Dialect): PageQuery {
  const { key, hidden } = keyOf(table, dialect);
  const columns = [...hidden, ...table.columns.map((column) => selected(column, dialect))].join(', ');
  const order = key.map((one) => one.sql).join(', ');
  const places = key.map(({ type }, index) => (dialect === 'sqlite' ? '?' : `$${index + 1}::${type}`));
  const read = (where: string, limit: number): string =>
    `SELECT ${columns} FROM "${table.name}" r ${where} ORDER BY ${order} LIMIT ${limit}`;
  return {
    key: key.map(({ name }) => name),
    start: (limit) => read('', limit),
    next: (limit) => read(`WHERE (${order}) > (${places.join(', ')})`, limit),
  };
}

/** A table without a key is read in the order in which its rows lie. */
function keyOf({ key, columns }: TableShape, dialect: Dialect) {
  if (key.length === 0) {
    const name = dialect === 'sqlite' ? 'rowid' : 'ctid';
    const shown = dialect === 'sqlite' ? name : `${name}::text`;
    return { key: [{ name: 'row_place', sql: name, type: 'tid' }], hidden: [`${shown} AS "row_place"`] };
  }
  const of = (name: string) => {
    const column = columns.find((one) => one.name === name) as ColumnShape;
    return { name, sql: ordered(column, dialect), type: column.type };
  };
  return { key: key.map(of), hidden: [] };
}

/** A column of the row `r` as it is compared: texts byte by byte, whatever language the database speaks. */
export const ordered = ({ name, type }: Pick<ColumnShape, 'name' | 'type'>, dialect: Dialect): string =>
  dialect === 'postgres' && /^(character|text)/.test(type) ? `r."${name}" COLLATE "C"` : `r."${name}"`;

/** Whole numbers come as digits: JavaScript would round the largest. */
function selected({ name, kind, type }: ColumnShape, dialect: Dialect): string {
  const asText = `CAST("${name}" AS TEXT) AS "${name}"`;
  if (kind === 'int') return asText;
  return dialect === 'postgres' && kind === 'text' && !/^(character varying|text)$/.test(type)
    ? asText
    : `"${name}"`;
}
