import type { Transaction } from '../ports/database.js';
import type { TableBook } from './table-book.js';
import { Unit } from './unit.js';

export type Effect = () => void | Promise<void>;

/** One transaction's work: its manager, what waits for its commit, and whether a part of it has failed. */
export class WriteUnit {
  readonly em: Unit;
  readonly effects: Effect[] = [];
  private failure: { error: unknown } | undefined;

  constructor(
    readonly transaction: Transaction,
    book: TableBook,
  ) {
    this.em = new Unit(transaction, book);
  }

  /** Runs the work. When it fails the whole unit fails, even if somebody on the way catches the error. */
  async run<T>(work: (em: Unit) => Promise<T>): Promise<T> {
    try {
      return await work(this.em);
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }

  /** Ends the work: nothing may use the manager from here on. Throws what failed inside. */
  close(): void {
    this.em.end();
    if (this.failure) throw this.failure.error;
  }
}
