import { AethexError } from '@aethex/protocol';
import { EntityManager, type QueryRunner } from 'typeorm';
import type { Session, SqlRow, SqlValue } from '../ports/database.js';
import type { Key, Prepared, TableBook } from './table-book.js';

/**
 * What the work of `db.read` and `db.write` receives: TypeORM's entity manager, and four direct verbs for hot paths,
 * each one prepared statement. Using it after its work has ended fails with `db.unit_over`.
 */
export class Unit extends EntityManager {
  private over = false;

  constructor(
    private readonly session: Session,
    private readonly book: TableBook,
  ) {
    super(session.manager.dataSource, session.manager.queryRunner);
    // Every path of TypeORM's manager asks for the query runner first.
    const runner: QueryRunner | undefined = session.manager.queryRunner;
    Object.defineProperty(this, 'queryRunner', {
      get: () => {
        if (this.over) throw unitOver();
        return runner;
      },
    });
  }

  /** The one row with these values, or `null`. A key names the columns of the id or of a unique rule. */
  async pick<E extends object>(entity: new () => E, key: Key<E>): Promise<E | null> {
    const page = this.book.of(entity);
    const session = this.open();
    const asked = page.pick(key);
    const row = asked && (await session.first(asked.statement, asked.values));
    return row && page.hydrate(row);
  }

  /** Inserts a row and says whether it did: a row that a unique rule forbids is left out, without an error. */
  async add<E extends object>(entity: new () => E, row: E): Promise<boolean> {
    const { statement, values } = this.book.of(entity).add(row);
    return (await this.open().run(statement, values)).changed > 0;
  }

  /** Changes the rows with these values and returns how many there were; `0` tells who came second. */
  async change<E extends object>(entity: new () => E, key: Key<E>, patch: Partial<E>): Promise<number> {
    return this.changed(this.book.of(entity).change(key, patch));
  }

  /** Removes the rows with these values and returns how many there were. */
  async drop<E extends object>(entity: new () => E, key: Key<E>): Promise<number> {
    return this.changed(this.book.of(entity).drop(key));
  }

  /** Runs one statement of your own. Placeholders are `$1`, `$2`, … on both engines. */
  async run(
    sql: string,
    values: readonly SqlValue[] = [],
  ): Promise<{ rows: readonly SqlRow[]; changed: number }> {
    return this.open().run({ sql, name: sql }, values);
  }

  /** Ends the unit. Called by the house. */
  end(): void {
    this.over = true;
  }

  private async changed(asked: Prepared | null): Promise<number> {
    const session = this.open();
    return asked ? (await session.run(asked.statement, asked.values)).changed : 0;
  }

  private open(): Session {
    if (this.over) throw unitOver();
    return this.session;
  }
}

const unitOver = (): AethexError =>
  new AethexError(
    'internal',
    'db.unit_over',
    'A unit of work was used after its end. Await every call inside db.read and db.write.',
  );
