import { TableColumn, TableForeignKey, TableIndex, TableUnique } from 'typeorm';
import { ruleName } from '../db/naming.js';
import { refLength, words } from '../db/words.js';
import type { Dialect } from '../ports/database.js';

interface ColumnOptions<D = never> {
  readonly optional?: boolean;
  readonly default?: D;
}

type WordName = keyof typeof words;

/** Collects the columns and rules of one table, in the words that entities use too. */
export class TableBuilder {
  readonly columns: TableColumn[] = [];
  readonly indices: TableIndex[] = [];
  readonly uniques: TableUnique[] = [];
  readonly foreignKeys: TableForeignKey[] = [];
  readonly dropped: string[] = [];

  constructor(
    private readonly table: string,
    private readonly dialect: Dialect,
  ) {}

  id(): this {
    return this.add('id', 'id', {
      isPrimary: true,
      primaryKeyConstraintName: ruleName('pk', this.table, ['id']),
    });
  }

  ref(name: string, options: ColumnOptions = {}): this {
    return this.add(name, 'ref', { ...nullable(options), length: String(refLength) });
  }

  /** The id of a row of another table of the same plugin; it goes when that row goes. */
  belongsTo(name: string, owner: string, options: ColumnOptions = {}): this {
    this.foreignKeys.push(
      new TableForeignKey({
        name: ruleName('fk', this.table, [name]),
        columnNames: [name],
        referencedTableName: owner,
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      }),
    );
    return this.add(name, 'id', nullable(options));
  }

  text(name: string, max?: number, options: ColumnOptions = {}): this {
    return max === undefined
      ? this.add(name, 'longText', nullable(options))
      : this.add(name, 'text', { ...nullable(options), length: String(max) });
  }

  int(name: string, options: ColumnOptions<number> = {}): this {
    return this.add(name, 'int', { ...nullable(options), ...defaultOf(options.default, String) });
  }

  real(name: string, options: ColumnOptions = {}): this {
    return this.add(name, 'real', nullable(options));
  }

  bool(name: string, options: ColumnOptions<boolean> = {}): this {
    // SQLite stores booleans as 0 and 1; a default written as a word would drift for ever.
    const written = this.dialect === 'sqlite' ? (value: boolean) => (value ? '1' : '0') : String;
    return this.add(name, 'bool', { ...nullable(options), ...defaultOf(options.default, written) });
  }

  json(name: string, options: ColumnOptions = {}): this {
    return this.add(name, 'json', nullable(options));
  }

  time(name: string, options: ColumnOptions = {}): this {
    return this.add(name, 'time', nullable(options));
  }

  bytes(name: string, options: ColumnOptions = {}): this {
    return this.add(name, 'bytes', nullable(options));
  }

  /** No two rows may have the same values here. */
  unique(...columns: string[]): this {
    this.uniques.push(new TableUnique({ name: ruleName('uq', this.table, columns), columnNames: columns }));
    return this;
  }

  index(...columns: string[]): this {
    this.indices.push(new TableIndex({ name: ruleName('ix', this.table, columns), columnNames: columns }));
    return this;
  }

  /** Removes columns, in `alter` only. */
  drop(...columns: string[]): this {
    this.dropped.push(...columns);
    return this;
  }

  private add(name: string, word: WordName, more: Partial<TableColumn> = {}): this {
    this.columns.push(new TableColumn({ name, type: typeFor(words[word].type, this.dialect), ...more }));
    return this;
  }
}

/** The engine's own name of a word's type, spelt as TypeORM reads it back. */
export function typeFor(type: (typeof words)[WordName]['type'], dialect: Dialect): string {
  if (dialect === 'postgres') return type === 'varchar' ? 'character varying' : type;
  if (type === 'uuid') return 'varchar';
  return type === 'bytea' ? 'blob' : type;
}

const nullable = (options: { optional?: boolean }) => ({ isNullable: options.optional ?? false });
const defaultOf = <D>(value: D | undefined, write: (value: D) => string) =>
  value === undefined ? {} : { default: write(value) };
