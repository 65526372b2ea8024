import type { Dialect } from '@aethex/core';
import { inOrder, kindOnPostgres, kindOnSqlite, type TableShape } from './rules/table-shape.js';

/** Asks the database; placeholders are `?` on SQLite and `$1`, `$2`, … on Postgres. */
export type Ask = <T>(sql: string, values?: readonly unknown[]) => Promise<T[]>;

/** The tables that this house keeps about itself: each database has its own. */
const ownTables = ['core_migrations', 'core_moving'];

/** What a database holds: the migrations that have run, in their order, and the tables they made. */
export interface Catalog {
  readonly migrations: readonly string[];
  readonly tables: readonly TableShape[];
}

/**
 * Reads the tables themselves rather than the entities: those of a plugin that is not configured just now belong to the
 * data as well. Tables that no migration of ours can have made are left alone.
 */
export async function readCatalog(ask: Ask, dialect: Dialect): Promise<Catalog> {
  const all = await (dialect === 'sqlite' ? sqliteTables(ask) : postgresTables(ask));
  if (!all.some(({ name }) => name === 'core_migrations')) return { migrations: [], tables: [] };
  const ran = await ask<{ name: string }>('SELECT "name" FROM "core_migrations" ORDER BY "id"');
  const migrations = ran.map(({ name }) => name);
  const owners = new Set(migrations.map(ownerOf));
  const tables = all.filter(
    ({ name }) => !ownTables.includes(name) && [...owners].some((owner) => name.startsWith(`${owner}_`)),
  );
  return { migrations, tables: inOrder(tables) };
}

/** Whose migration this is: `saves` of `saves:create-slots:2026010112000`. */
export const ownerOf = (migration: string): string => migration.split(':', 1)[0] ?? '';

async function sqliteTables(ask: Ask): Promise<TableShape[]> {
  const names = await ask<{ name: string }>(
    `SELECT "name" FROM sqlite_master WHERE type = 'table' AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  );
  const tables: TableShape[] = [];
  for (const { name } of names) {
    const columns = await ask<{ name: string; type: string; pk: number }>(
      'SELECT "name", "type", "pk" FROM pragma_table_info(?)',
      [name],
    );
    const references = await ask<{ to: string }>(
      'SELECT DISTINCT "table" AS "to" FROM pragma_foreign_key_list(?)',
      [name],
    );
    tables.push({
      name,
      columns: columns.map((one) => ({ name: one.name, type: one.type, kind: kindOnSqlite(one.type) })),
      key: columns
        .filter(({ pk }) => pk > 0)
        .toSorted((one, other) => one.pk - other.pk)
        .map((one) => one.name),
      references: references.map(({ to }) => to).filter((to) => to !== name),
    });
  }
  return tables;
}

async function postgresTables(ask: Ask): Promise<TableShape[]> {
  const columns = await ask<{ table: string; name: string; type: string }>(
    `SELECT c.relname AS "table", a.attname AS "name", format_type(a.atttypid, NULL) AS "type" ${ours}
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind IN ('r', 'p') ORDER BY c.relname, a.attnum`,
  );
  const keys = await ask<{ table: string; name: string }>(
    `SELECT c.relname AS "table", a.attname AS "name" ${ours}
     JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     CROSS JOIN LATERAL unnest(i.indkey::int[]) WITH ORDINALITY AS k (num, place)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num ORDER BY c.relname, k.place`,
  );
  const references = await ask<{ table: string; to: string }>(
    `SELECT DISTINCT c.relname AS "table", t.relname AS "to" ${ours}
     JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid
     JOIN pg_class t ON t.oid = f.confrelid`,
  );
  const of = <T extends { table: string }>(list: readonly T[], name: string): T[] =>
    list.filter(({ table }) => table === name);
  return [...new Set(columns.map(({ table }) => table))].map((name) => ({
    name,
    columns: of(columns, name).map((one) => ({
      name: one.name,
      type: one.type,
      kind: kindOnPostgres(one.type),
    })),
    key: of(keys, name).map((one) => one.name),
    references: of(references, name).map(({ to }) => to),
  }));
}

/** The tables of the schema that new tables would go to. */
const ours = 'FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()';
