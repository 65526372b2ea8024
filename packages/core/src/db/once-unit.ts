import type { Transaction } from '../ports/database.js';
import { withScope } from './scope.js';
import type { TableBook } from './table-book.js';
import { Unit } from './unit.js';
import { WriteUnit, type Effect } from './write-unit.js';

/**
 * All writes of one call as one transaction: it begins with the first write and stays open until the call is
 * answered, so that the answer is stored with its effect or not at all. Each write after the first is a savepoint in it.
 */
export class OnceUnit {
  private opening: Promise<Transaction> | undefined;
  private line: Promise<unknown> = Promise.resolve();
  private readonly effects: Effect[] = [];
  private saves = 0;
  private hasBegun = false;

  constructor(
    private readonly begin: () => Promise<Transaction>,
    private readonly book: TableBook,
  ) {}

  /** Writes of one call stand in line: savepoints of one connection must nest. */
  write<T>(work: (em: Unit) => Promise<T>): Promise<T> {
    this.hasBegun = true;
    const turn = this.line.then(() => (this.opening ? this.next(this.opening, work) : this.first(work)));
    this.line = turn.catch(() => undefined);
    return turn;
  }

  /** Reads what the call has written so far; `null` when there is nothing yet that others could not see as well. */
  async read<T>(work: (em: Unit) => Promise<T>): Promise<{ value: T } | null> {
    await this.line;
    const transaction = await this.opening;
    if (!transaction) return null;
    const unit = new Unit(transaction, this.book);
    try {
      return { value: await work(unit) };
    } finally {
      unit.end();
    }
  }

  /** Whether the call has tried to write anything. */
  get begun(): boolean {
    return this.hasBegun;
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

  /** What nothing precedes needs no savepoint: when it fails, all is undone. */
  private async first<T>(work: (em: Unit) => Promise<T>): Promise<T> {
    this.opening = this.begin();
    const transaction = await this.opening;
    try {
      return await this.part(transaction, work);
    } catch (error) {
      this.opening = undefined;
      await transaction.rollback();
      throw error;
    }
  }

  private async next<T>(opening: Promise<Transaction>, work: (em: Unit) => Promise<T>): Promise<T> {
    const transaction = await opening;
    const name = `once_${++this.saves}`;
    await command(transaction, `SAVEPOINT ${name}`);
    try {
      const result = await this.part(transaction, work);
      await command(transaction, `RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      await command(transaction, `ROLLBACK TO SAVEPOINT ${name}`);
      await command(transaction, `RELEASE SAVEPOINT ${name}`);
      throw error;
    }
  }

  private async part<T>(transaction: Transaction, work: (em: Unit) => Promise<T>): Promise<T> {
    const unit = new WriteUnit(transaction, this.book);
    try {
      const result = await withScope({ unit }, () => unit.run(work));
      unit.close();
      this.effects.push(...unit.effects);
      return result;
    } catch (error) {
      unit.em.end();
      throw error;
    }
  }
}

const command = (transaction: Transaction, sql: string) => transaction.run({ sql, name: sql }, []);
