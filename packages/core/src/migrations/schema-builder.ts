import { Table, type QueryRunner } from 'typeorm';
import type { Dialect } from '../ports/database.js';
import { TableBuilder } from './table-builder.js';

type Describe = (table: TableBuilder) => unknown;

/** What a migration may do. Steps run in the order they are written. */
export class SchemaBuilder {
  private readonly steps: (() => Promise<unknown>)[] = [];

  constructor(
    private readonly runner: QueryRunner,
    private readonly dialect: Dialect,
    /** The plugin whose tables these are; others are refused. */
    private readonly owner: string,
  ) {}

  create(name: string, describe: Describe): this {
    const built = this.describe(name, describe);
    const { columns, indices, uniques, foreignKeys } = built;
    return this.step(() =>
      this.runner.createTable(new Table({ name, columns, indices, uniques, foreignKeys })),
    );
  }

  /** Adds the columns and rules that are described, and removes those that are dropped. */
  alter(name: string, describe: Describe): this {
    const built = this.describe(name, describe);
    return this.step(async () => {
      if (built.columns.length > 0) await this.runner.addColumns(name, built.columns);
      if (built.foreignKeys.length > 0) await this.runner.createForeignKeys(name, built.foreignKeys);
      if (built.uniques.length > 0) await this.runner.createUniqueConstraints(name, built.uniques);
      if (built.indices.length > 0) await this.runner.createIndices(name, built.indices);
      if (built.dropped.length > 0) await this.runner.dropColumns(name, built.dropped);
    });
  }

  drop(name: string): this {
    this.refuseForeign(name);
    return this.step(() => this.runner.dropTable(name));
  }

  /** For the rare thing the words cannot say: one statement for each engine. */
  each(statements: Record<Dialect, string>): this {
    return this.step(() => this.runner.query(statements[this.dialect]));
  }

  /** Does what was described. Called by the house, not by migrations. */
  async run(): Promise<void> {
    for (const step of this.steps) await step();
  }

  private describe(name: string, describe: Describe): TableBuilder {
    this.refuseForeign(name);
    const built = new TableBuilder(name, this.dialect);
    describe(built);
    return built;
  }

  private step(work: () => Promise<unknown>): this {
    this.steps.push(work);
    return this;
  }

  private refuseForeign(table: string): void {
    if (table.startsWith(`${this.owner}_`)) return;
    throw new TypeError(
      `Table "${table}" belongs to somebody else: the tables of "${this.owner}" begin with "${this.owner}_".`,
    );
  }
}
