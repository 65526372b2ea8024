import { createHash } from 'node:crypto';
import { frameRow, type Row } from './frames.js';
import type { ColumnShape } from './table-shape.js';

/** What two rows that are alike have in common: SHA-256 of the row as bytes. */
export const rowHash = (row: Row): Buffer => createHash('sha256').update(frameRow(row)).digest();

/** The same as an expression of Postgres, so that rows are compared without travelling. */
export function hashInPostgres(columns: readonly ColumnShape[]): string {
  const frames = columns.map((column) => {
    const cell = cellInPostgres(column);
    return `coalesce(int4send(octet_length(${cell})) || ${cell}, '\\xffffffff'::bytea)`;
  });
  return `sha256(${frames.join(' || ')})`;
}

function cellInPostgres({ name, kind }: ColumnShape): string {
  if (kind === 'bytes') return `r."${name}"`;
  if (kind === 'real') return `float8send(r."${name}"::double precision)`;
  if (kind === 'bool')
    return `convert_to(CASE r."${name}" WHEN true THEN 't' WHEN false THEN 'f' END, 'UTF8')`;
  return `convert_to(r."${name}"::text, 'UTF8')`;
}
