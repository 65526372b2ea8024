import type { Transaction } from '../ports/database.js';
import { withScope } from './scope.js';
import type { TableBook } from './table-book.js';
import type { Unit } from './unit.js';
import { WriteUnit, type Effect } from './write-unit.js';

/**
 * All writes of one call as one transaction: it begins with the first write and stays open until the call is
 * answered, so that the answer is stored with its effect or not at all. Each write is a savepoint in it.
 */
export class OnceUnit {
  private opening: Promise<Transaction> | undefined;
  private line: Promise<unknown> = Promise.resolve();
  private readonly effects: Effect[] = [];
  private saves = 0;

  constructor(
    private readonly begin: () => Promise<Transaction>,
    private readonly book: TableBook,
  ) {}

  /** Writes of one call stand in line: savepoints of one connection must nest. */
  write<T>(work: (em: Unit) => Promise<T>): Promise<T> {
    const turn = this.line.then(() => this.savepoint(work));
    this.line = turn.catch(() => undefined);
    return turn;
  }

  /** Whether the call has written anything. */
  get begun(): boolean {
    return this.opening !== undefined;
  }

  /** Commits and returns what waits for the commit. */
  async commit(): Promise<readonly Effect[]> {
    await this.line;
    const transaction = await this.opening;
    await transaction?.commit();
    return this.effects;
  }

  /** A transaction that could not begin has nothing to undo. */
  async rollback(): Promise<void> {
    await this.line;
    const transaction = await this.opening?.catch(() => undefined);
    await transaction?.rollback();
  }

  private async savepoint<T>(work: (em: Unit) => Promise<T>): Promise<T> {
    this.opening ??= this.begin();
    const transaction = await this.opening;
    const name = `once_${++this.saves}`;
    const unit = new WriteUnit(transaction, this.book);
    await command(transaction, `SAVEPOINT ${name}`);
    try {
      const result = await withScope({ unit }, () => unit.run(work));
      unit.close();
      await command(transaction, `RELEASE SAVEPOINT ${name}`);
      this.effects.push(...unit.effects);
      return result;
    } catch (error) {
      unit.em.end();
      await command(transaction, `ROLLBACK TO SAVEPOINT ${name}`);
      await command(transaction, `RELEASE SAVEPOINT ${name}`);
      throw error;
    }
  }
}

const command = (transaction: Transaction, sql: string) => transaction.run({ sql, name: sql }, []);
