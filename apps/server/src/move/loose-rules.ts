import type { Ask } from './catalog.js';
import type { TableShape } from './rules/table-shape.js';

interface Rule {
  readonly drop: string;
  readonly make: string;
}

/**
 * The rules of Postgres tables beside their keys: references, uniqueness and indexes. Without them rows can come in any
 * order, and the indexes are built at once in the end.
 */
export async function rulesOf(ask: Ask, tables: readonly Pick<TableShape, 'name'>[]): Promise<Rule[]> {
  const names = [tables.map(({ name }) => name)];
  const constraints = await ask<{ table: string; name: string; as: string; sort: string }>(
    `SELECT c.relname AS "table", k.conname AS "name", pg_get_constraintdef(k.oid) AS "as", k.contype AS "sort"
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1) AND k.contype IN ('f', 'u')
     ORDER BY k.contype DESC, c.relname, k.conname`,
    names,
  );
  const indexes = await ask<{ name: string; as: string }>(
    `SELECT x.relname AS "name", pg_get_indexdef(i.indexrelid) AS "as"
     FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1)
       AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`,
    names,
  );
  return [
    ...indexes.map((one) => ({ drop: `DROP INDEX IF EXISTS "${one.name}"`, make: one.as })),
    ...constraints.map((one) => ({
      drop: `ALTER TABLE "${one.table}" DROP CONSTRAINT IF EXISTS "${one.name}"`,
      make: `ALTER TABLE "${one.table}" ADD CONSTRAINT "${one.name}" ${one.as}`,
    })),
  ];
}

/** Takes rules off. What others rest on goes last. */
export async function dropRules(ask: Ask, rules: readonly Rule[]): Promise<void> {
  for (const { drop } of rules.toReversed()) await ask(drop);
}
