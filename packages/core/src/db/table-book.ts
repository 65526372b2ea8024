import type { DataSource, EntityMetadata } from 'typeorm';
import type { ByKey, SqlValue, Statement } from '../ports/database.js';
import { snakeCase } from './naming.js';

/** Some columns of a row and the values they must have. */
export type Key<E> = { readonly [K in keyof E]?: E[K] | null };

/** A statement with what it is run with. */
export interface Prepared {
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
      page = new TablePage<object>(this.source.getMetadata(entity), this.source.driver);
      this.pages.set(entity, page);
    }
    return page as TablePage<E>;
  }
}

interface ColumnFacts {
  readonly property: string;
  readonly name: string;
  /** The engine's name of its type. */
  readonly type: string;
  readonly from: (value: unknown) => unknown;
  readonly to: (value: unknown) => SqlValue;
  /** What a row gets that does not say. */
  readonly missing: SqlValue;
}

/** Some columns with their values, and a text that is the same for all calls of one form. */
interface Facts {
  readonly shape: string;
  readonly columns: readonly ColumnFacts[];
  readonly values: SqlValue[];
  /** Whether the columns can hold such values at all. */
  readonly isPossible: boolean;
  /** Columns that must be null. */
  readonly absent: readonly ColumnFacts[];
}

class TablePage<E extends object> {
  private readonly table: string;
  private readonly columns: readonly ColumnFacts[];
  private readonly byProperty: ReadonlyMap<string, ColumnFacts>;
  private readonly statements = new Map<string, Statement>();
  /** Sets of columns of which each value stands once: the id and the unique rules. */
  private readonly wholeKeys: readonly (readonly string[])[];

  constructor(metadata: EntityMetadata, driver: DataSource['driver']) {
    this.table = metadata.tableName;
    this.columns = metadata.columns.map((column) => factsOf(column, driver));
    this.wholeKeys = wholeKeysOf(metadata);
    this.byProperty = new Map(this.columns.map((column) => [column.property, column]));
  }

  /** `null` when no row can have such a key; so do `change` and `drop`. */
  pick(key: Key<E>): Prepared | null {
    const where = this.factsOf(key, true);
    if (!where.isPossible) return null;
    const statement = this.written(`pick ${where.shape}`, () => ({
      sql: `SELECT ${this.columns.map(quoted).join(', ')} FROM "${this.table}" WHERE ${conditions(where, 1)} LIMIT 1`,
      ...this.byKey(where),
    }));
    return { statement, values: where.values };
  }

  /** A key that lets several rows through must not be gathered: only one of them is asked for. */
  private byKey({ columns, absent }: Facts): { byKey?: ByKey } {
    const given = new Set(columns.map(({ name }) => name));
    if (!this.wholeKeys.some((names) => names.every((name) => given.has(name)))) return {};
    return {
      byKey: {
        table: this.table,
        columns: this.columns.map(({ name }) => name),
        keys: columns.map(({ name, type }) => ({ name, type })),
        absent: absent.map(({ name }) => name),
      },
    };
  }

  add(row: E): Prepared {
    const statement = this.written('add', () => {
      const places = this.columns.map((_, index) => `$${index + 1}`);
      return {
        sql: `INSERT INTO "${this.table}" (${this.columns.map(quoted).join(', ')}) VALUES (${places.join(', ')}) ON CONFLICT DO NOTHING`,
      };
    });
    const given = row as Record<string, unknown>;
    const values = this.columns.map(({ property, missing, to }) =>
      given[property] === undefined ? missing : to(given[property]),
    );
    return { statement, values };
  }

  change(key: Key<E>, patch: Partial<E>): Prepared | null {
    const set = this.factsOf(patch, false);
    const where = this.factsOf(key, true);
    if (!where.isPossible) return null;
    const statement = this.written(`change ${set.shape} where ${where.shape}`, () => {
      const changes = set.columns.map((column, index) => `${quoted(column)} = $${index + 1}`);
      return {
        sql: `UPDATE "${this.table}" SET ${changes.join(', ')} WHERE ${conditions(where, set.columns.length + 1)}`,
      };
    });
    return { statement, values: [...set.values, ...where.values] };
  }

  drop(key: Key<E>): Prepared | null {
    const where = this.factsOf(key, true);
    if (!where.isPossible) return null;
    const statement = this.written(`drop ${where.shape}`, () => ({
      sql: `DELETE FROM "${this.table}" WHERE ${conditions(where, 1)}`,
    }));
    return { statement, values: where.values };
  }

  /** A row of `pick` as the entity's properties. */
  hydrate(row: readonly unknown[]): E {
    const entity: Record<string, unknown> = {};
    for (let index = 0; index < this.columns.length; index += 1) {
      const column = this.columns[index] as ColumnFacts;
      entity[column.property] = column.from(row[index]);
    }
    return entity as E;
  }

  private factsOf(given: object, isKey: boolean): Facts {
    const facts = {
      shape: '',
      isPossible: true,
      columns: [] as ColumnFacts[],
      values: [] as SqlValue[],
      absent: [] as ColumnFacts[],
    };
    for (const property of Object.keys(given)) {
      const value = (given as Record<string, unknown>)[property];
      if (value === undefined) continue;
      const column = this.byProperty.get(property);
      if (!column) throw new TypeError(`"${this.table}" has no column "${snakeCase(property)}".`);
      const isAbsent = isKey && value === null;
      facts.shape += isAbsent ? `${column.name}? ` : `${column.name} `;
      if (isAbsent) facts.absent.push(column);
      if (isAbsent) continue;
      const sent = column.to(value);
      facts.columns.push(column);
      facts.values.push(sent);
      facts.isPossible &&= mayHold(column, sent);
    }
    if (facts.shape === '') throw new TypeError(`At least one column of "${this.table}" must be named.`);
    return facts;
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

function wholeKeysOf(metadata: EntityMetadata): string[][] {
  const rules = [
    metadata.primaryColumns,
    ...metadata.uniques.map(({ columns }) => columns),
    // An index over a part of the rows says nothing about the others.
    ...metadata.indices.filter(({ isUnique, where }) => isUnique && !where).map(({ columns }) => columns),
  ];
  return rules.map((columns) => columns.map(({ databaseName }) => databaseName));
}

function factsOf(column: EntityMetadata['columns'][number], driver: DataSource['driver']): ColumnFacts {
  const turn = column.transformer as
    { from(value: unknown): unknown; to(value: unknown): unknown } | undefined;
  return {
    property: column.propertyName,
    name: column.databaseName,
    type: driver.normalizeType(column),
    from: turn ? (value) => turn.from(value) : (value) => value,
    to: (value) => (turn ? turn.to(value) : value) as SqlValue,
    missing: (column.default ?? null) as SqlValue,
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Postgres refuses to look for what a column cannot hold: an id that is none, a text with a NUL in it. */
const mayHold = ({ type }: ColumnFacts, value: SqlValue): boolean =>
  typeof value !== 'string' || (type === 'uuid' ? uuid.test(value) : !value.includes('\0'));

const quoted = ({ name }: ColumnFacts): string => `"${name}"`;

function conditions({ columns, absent }: Facts, first: number): string {
  const present = columns.map((column, index) => `${quoted(column)} = $${first + index}`);
  return [...present, ...absent.map((column) => `${quoted(column)} IS NULL`)].join(' AND ');
}
