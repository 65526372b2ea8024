import type { DataSource, QueryRunner } from 'typeorm';
import type { Difference, HashedRow } from './rules/compare-page.js';
import { ordered } from './rules/page-query.js';
import { hashInPostgres } from './rules/row-hash.js';
import type { ColumnShape, TableShape } from './rules/table-shape.js';
import { copyInto } from './row-target.js';

/** Rows whose hashes are asked for at once. */
const most = 10_000;

/** One table of the Postgres that rows are moved to. */
export class PostgresTable {
  private readonly key: readonly ColumnShape[];

  constructor(
    private readonly source: DataSource,
    private readonly table: TableShape,
  ) {
    this.key = table.key.map((name) => table.columns.find((one) => one.name === name) as ColumnShape);
  }

  /** Whether there are rows behind this key. */
  async goesOn(after: readonly unknown[] | null): Promise<boolean> {
    const { where, values } = this.between(after, null);
    const found: unknown[] = await this.source.query(
      `SELECT 1 FROM "${this.table.name}" r ${where} LIMIT 1`,
      values,
    );
    return found.length > 0;
  }

  /** The hashes of the rows behind one key and up to another, in the order of the keys. */
  async *hashes(
    after: readonly unknown[] | null,
    upTo: readonly unknown[] | null,
  ): AsyncGenerator<readonly HashedRow[]> {
    for (let last = after; ;) {
      const { where, values } = this.between(last, upTo);
      const keys = this.key.map(({ name }, index) => `r."${name}"::text AS "k${index}"`);
      const found: ({ hash: Buffer } & Record<string, string>)[] = await this.source.query(
        `SELECT ${keys.join(', ')}, ${hashInPostgres(this.table.columns)} AS "hash" FROM "${this.table.name}" r ${where}
         ORDER BY ${this.order()} LIMIT ${most}`,
        values,
      );
      const rows = found.map((one) => ({
        hash: one.hash,
        key: this.key.map((_, index) => one[`k${index}`] as string),
      }));
      if (rows.length > 0) yield rows;
      if (rows.length < most) return;
      last = rows.at(-1)?.key ?? null;
    }
  }

  /** Makes a stretch of the table like its source, in one transaction. */
  async apply({ add, remove }: Difference): Promise<void> {
    if (add.length === 0 && remove.length === 0) return;
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      // Whatever a power cut takes of it is noticed and copied again: the rows themselves are compared.
      await runner.query('SET LOCAL synchronous_commit = off');
      if (remove.length > 0) await this.remove(runner, remove);
      if (add.length > 0) await copyInto(runner, this.table, add);
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Removes the rows behind a key, all of them when there is none. */
  async removeAfter(after: readonly unknown[] | null): Promise<number> {
    const { where, values } = this.between(after, null);
    const [, removed]: [unknown, number] = await this.source.query(
      `DELETE FROM "${this.table.name}" r ${where}`,
      values,
    );
    return removed;
  }

  private async remove(runner: QueryRunner, keys: readonly (readonly string[])[]): Promise<void> {
    const arrays = this.key.map(({ type }, index) => `$${index + 1}::${type}[]`);
    const same = this.key.map(({ name }, index) => `r."${name}" = k.k${index}`);
    await runner.query(
      `DELETE FROM "${this.table.name}" r USING unnest(${arrays.join(', ')}) AS k (${this.key.map((_, index) => `k${index}`).join(', ')})
       WHERE ${same.join(' AND ')}`,
      this.key.map((_, index) => keys.map((key) => key[index])),
    );
  }

  private order(): string {
    return this.key.map((column) => ordered(column, 'postgres')).join(', ');
  }

  private between(after: readonly unknown[] | null, upTo: readonly unknown[] | null) {
    const places = (first: number): string =>
      this.key.map(({ type }, index) => `$${first + index}::${type}`).join(', ');
    const rules: string[] = [];
    if (after) rules.push(`(${this.order()}) > (${places(1)})`);
    if (upTo) rules.push(`(${this.order()}) <= (${places(1 + (after?.length ?? 0))})`);
    const where = rules.length === 0 ? '' : `WHERE ${rules.join(' AND ')}`;
    return { where, values: [...(after ?? []), ...(upTo ?? [])] };
  }
}
