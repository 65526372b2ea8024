import type { DataSource, EntityMetadata } from 'typeorm';
import type { SqlRow, SqlValue, Statement } from '../ports/database.js';
import { snakeCase } from './naming.js';

/** Some columns of a row and the values they must have. */
export type Key<E> = { readonly [K in keyof E]?: E[K] | null };

interface Prepared {
  readonly statement: Statement;
  readonly values: readonly SqlValue[];
}

/** Writes the direct statements of the entities, once for each shape. */
export class TableBook {
  private readonly pages = new Map<new () => object, TablePage<object>>();

  constructor(private readonly source: DataSource) {}

  of<E extends object>(entity: new () => E): TablePage<E> {
    let page = this.pages.get(entity);
    if (!page) {
      page = new TablePage<object>(this.source.getMetadata(entity));
      this.pages.set(entity, page);
    }
    return page as TablePage<E>;
  }
}

interface ColumnFacts {
  readonly property: string;
  readonly name: string;
  readonly from: (value: unknown) => unknown;
  readonly to: (value: unknown) => SqlValue;
  /** What a row gets that does not say. */
  readonly missing: SqlValue;
}

class TablePage<E extends object> {
  private readonly table: string;
  private readonly columns: readonly ColumnFacts[];
  private readonly byProperty: ReadonlyMap<string, ColumnFacts>;
  private readonly statements = new Map<string, Statement>();

  constructor(metadata: EntityMetadata) {
    this.table = metadata.tableName;
    this.columns = metadata.columns.map((column) => {
      const turn = column.transformer as
        { from(value: unknown): unknown; to(value: unknown): unknown } | undefined;
      return {
        property: column.propertyName,
        name: column.databaseName,
        from: turn ? (value) => turn.from(value) : (value) => value,
        to: (value) => (turn ? turn.to(value) : value) as SqlValue,
        missing: (column.default ?? null) as SqlValue,
      };
    });
    this.byProperty = new Map(this.columns.map((column) => [column.property, column]));
  }

  pick(key: Key<E>): Prepared & { hydrate: (row: SqlRow) => E } {
    const where = this.where(key, 1);
    const statement = this.written(`pick ${where.shape}`, () => ({
      sql: `SELECT ${this.columns.map((column) => `"${column.name}"`).join(', ')} FROM "${this.table}" WHERE ${where.sql()} LIMIT 1`,
      byKey: { table: this.table, columns: this.columns.map((column) => column.name), keys: where.names },
    }));
    return { statement, values: where.values, hydrate: (row) => this.hydrate(row) };
  }

  add(row: E): Prepared {
    const statement = this.written('add', () => ({
      sql: `INSERT INTO "${this.table}" (${this.columns.map((column) => `"${column.name}"`).join(', ')}) VALUES (${this.columns
        .map((_, index) => `$${index + 1}`)
        .join(', ')}) ON CONFLICT DO NOTHING`,
    }));
    const given = row as Record<string, unknown>;
    const values = this.columns.map(({ property, missing, to }) =>
      given[property] === undefined ? missing : to(given[property]),
    );
    return { statement, values };
  }

  change(key: Key<E>, patch: Partial<E>): Prepared {
    const set = this.facts(patch);
    const where = this.where(key, set.length + 1);
    const statement = this.written(
      `change ${set.map(([column]) => column.name).join()} ${where.shape}`,
      () => ({
        sql: `UPDATE "${this.table}" SET ${set.map(([column], index) => `"${column.name}" = $${index + 1}`).join(', ')} WHERE ${where.sql()}`,
      }),
    );
    return { statement, values: [...set.map(([column, value]) => column.to(value)), ...where.values] };
  }

  drop(key: Key<E>): Prepared {
    const where = this.where(key, 1);
    const statement = this.written(`drop ${where.shape}`, () => ({
      sql: `DELETE FROM "${this.table}" WHERE ${where.sql()}`,
    }));
    return { statement, values: where.values };
  }

  private hydrate(row: SqlRow): E {
    const entity: Record<string, unknown> = {};
    for (const column of this.columns) entity[column.property] = column.from(row[column.name]);
    return entity as E;
  }

  private where(key: Key<E>, first: number) {
    const facts = this.facts(key);
    if (facts.length === 0) throw new TypeError(`A key of "${this.table}" must name at least one column.`);
    const present = facts.filter(([, value]) => value !== null);
    const absent = facts.filter(([, value]) => value === null);
    return {
      shape: [
        ...present.map(([column]) => column.name),
        ...absent.map(([column]) => `${column.name}?`),
      ].join(),
      names: present.map(([column]) => column.name),
      values: present.map(([column, value]) => column.to(value)),
      sql: () =>
        [
          ...present.map(([column], index) => `"${column.name}" = $${first + index}`),
          ...absent.map(([column]) => `"${column.name}" IS NULL`),
        ].join(' AND '),
    };
  }

  private facts(values: object): [ColumnFacts, unknown][] {
    return Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([property, value]) => {
        const column = this.byProperty.get(property);
        if (!column) throw new TypeError(`"${this.table}" has no column "${snakeCase(property)}".`);
        return [column, value];
      });
  }

  private written(shape: string, write: () => Omit<Statement, 'name'>): Statement {
    let statement = this.statements.get(shape);
    if (!statement) {
      statement = { name: `${this.table} ${shape}`, ...write() };
      this.statements.set(shape, statement);
    }
    return statement;
  }
}
