/** What a column holds, in words both engines share. Ids, documents and all other texts are `text`. */
export type Kind = 'text' | 'int' | 'real' | 'bool' | 'bytes';

export interface ColumnShape {
  readonly name: string;
  readonly kind: Kind;
  /** The engine's own name of the type, such as `character varying(64)`. */
  readonly type: string;
}

export interface TableShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  /** The columns of the primary key in its order; none where a table has no key. */
  readonly key: readonly string[];
  /** Tables whose rows must be there before rows of this one. */
  readonly references: readonly string[];
}

/** SQLite's own rules of affinity, and the word that our migrations write for yes and no. */
export function kindOnSqlite(type: string): Kind {
  const name = type.toLowerCase();
  if (name.includes('bool')) return 'bool';
  if (name.includes('int')) return 'int';
  if (name === '' || name.includes('blob')) return 'bytes';
  return /real|floa|doub/.test(name) ? 'real' : 'text';
}

/** What is none of our words travels as the text that Postgres writes it in. */
export function kindOnPostgres(type: string): Kind {
  if (type === 'boolean') return 'bool';
  if (type === 'bytea') return 'bytes';
  if (type === 'double precision' || type === 'real') return 'real';
  return ['bigint', 'integer', 'smallint'].includes(type) ? 'int' : 'text';
}

/** The tables with those that others refer to first. Of a circle the first by name comes first. */
export function inOrder<T extends Pick<TableShape, 'name' | 'references'>>(tables: readonly T[]): T[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const placed = new Set<T>();
  const place = (table: T, above: readonly T[]): void => {
    if (placed.has(table) || above.includes(table)) return;
    for (const name of table.references.toSorted()) {
      const needed = byName.get(name);
      if (needed) place(needed, [...above, table]);
    }
    placed.add(table);
  };
  for (const table of tables.toSorted((one, other) => (one.name < other.name ? -1 : 1))) place(table, []);
  return [...placed];
}
