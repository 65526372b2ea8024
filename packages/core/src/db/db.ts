import { setTimeout as sleep } from 'node:timers/promises';
import { houseError, isAethexError } from '@aethex/protocol';
import type { DataSource } from 'typeorm';
import type { Logger } from '../observe/logger.js';
import type { Database, Freshness } from '../ports/database.js';
import { OnceUnit } from './once-unit.js';
import { currentScope, withScope } from './scope.js';
import { TableBook, type Key } from './table-book.js';
import { Unit } from './unit.js';
import { WriteUnit, type Effect } from './write-unit.js';

/** How often a transaction is run again when the engine says that another try may succeed. */
const retries = 3;
/** Milliseconds after which a write is reported: while it runs, nobody else can write on SQLite. */
const slowWrite = 200;

/** The two verbs to the database. Nested calls join; effects and events wait for the commit. */
export class Db {
  private readonly book: TableBook;
  private readonly calm: Readonly<Record<Freshness, Unit>>;

  constructor(
    private readonly database: Database,
    /** For migrations and reading by hand; what is written through it bypasses the line of writers. */
    readonly source: DataSource,
    private readonly log: Logger,
  ) {
    this.book = new TableBook(source);
    this.calm = {
      latest: new Unit(database.reader(), this.book),
      recent: new Unit(database.reader('recent'), this.book),
    };
  }

  get dialect(): Database['dialect'] {
    return this.database.dialect;
  }

  /**
   * Reads what is committed, and what the call or the write around it has done so far. Cannot change anything.
   * `'recent'` is for what may be a moment old, such as a list of the best: a replica may answer it, which does not
   * know yet what this very caller has just written.
   */
  async read<T>(work: (em: Unit) => Promise<T>, freshness: Freshness = 'latest'): Promise<T> {
    const scope = currentScope();
    try {
      if (scope?.unit) return await work(scope.unit.em);
      const own = scope?.once?.begun ? await scope.once.read(work) : null;
      return own ? own.value : await work(this.calm[freshness]);
    } catch (error) {
      throw this.translated(error);
    }
  }

  /** The one row with these values, or `null`: the cheapest read there is. */
  async pick<E extends object>(entity: new () => E, key: Key<E>): Promise<E | null> {
    const scope = currentScope();
    if (scope?.once?.begun) return this.read((em) => em.pick(entity, key));
    try {
      return await (scope?.unit?.em ?? this.calm.latest).pick(entity, key);
    } catch (error) {
      throw this.translated(error);
    }
  }

  /**
   * Runs the work in one transaction and fulfils when its effect is durable. When the work throws, nothing of it
   * stays. No network call belongs inside: on SQLite nobody else can write meanwhile.
   */
  async write<T>(work: (em: Unit) => Promise<T>): Promise<T> {
    const scope = currentScope();
    try {
      if (scope?.unit) return await scope.unit.run(work);
      if (scope?.once) return await scope.once.write(work);
      return await this.attempt(work, retries);
    } catch (error) {
      throw this.translated(error);
    }
  }

  /**
   * Does something once the surrounding write has committed and before it is acknowledged, or at once outside of
   * one. Its failure is logged and harms nobody.
   */
  async afterCommit(effect: Effect): Promise<void> {
    const unit = currentScope()?.unit;
    if (unit) unit.effects.push(effect);
    else await this.perform([effect]);
  }

  /**
   * Runs a call whose writes become one transaction together with its answer: `keep` is told the outcome inside the
   * transaction and says whether it stands. Used by the dispatcher for idempotency keys.
   */
  async once<T>(
    work: () => Promise<T>,
    keep: (outcome: PromiseSettledResult<T>, begun: boolean) => Promise<boolean>,
  ): Promise<T> {
    const once = new OnceUnit(() => this.database.begin(), this.book);
    const [outcome] = await Promise.allSettled([withScope({ once }, work)]);
    let stands = false;
    try {
      stands = await withScope({ once }, () => keep(outcome, once.begun));
    } catch (error) {
      await once.rollback();
      throw this.translated(error);
    }
    if (stands) await this.perform(await this.committed(once));
    else await once.rollback();
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  private async committed(once: OnceUnit): Promise<readonly Effect[]> {
    try {
      return await once.commit();
    } catch (error) {
      throw this.translated(error);
    }
  }

  private async attempt<T>(work: (em: Unit) => Promise<T>, left: number): Promise<T> {
    const unit = new WriteUnit(await this.database.begin(), this.book);
    try {
      const result = await this.transact(unit, work);
      await this.perform(unit.effects);
      return result;
    } catch (error) {
      if (left === 0 || !this.database.mayRetry(error)) throw error;
      await sleep(Math.random() * 20 * (retries - left + 1));
      return this.attempt(work, left - 1);
    }
  }

  private async transact<T>(unit: WriteUnit, work: (em: Unit) => Promise<T>): Promise<T> {
    const began = performance.now();
    let result: T;
    try {
      result = await withScope({ unit }, () => unit.run(work));
      unit.close();
    } catch (error) {
      unit.em.end();
      await unit.transaction.rollback();
      throw error;
    }
    this.noteSlow(performance.now() - began);
    await unit.transaction.commit();
    return result;
  }

  private noteSlow(ms: number): void {
    if (ms < slowWrite) return;
    this.log.warn(
      { ms: Math.round(ms) },
      'a write held its transaction for long; keep network calls out of db.write',
    );
  }

  private async perform(effects: readonly Effect[]): Promise<void> {
    const outcomes = await Promise.allSettled(effects.map(async (effect) => effect()));
    for (const outcome of outcomes) {
      if (outcome.status !== 'rejected') continue;
      const err = outcome.reason as unknown;
      // A part that is away is no fault of the effect, and its adapter has said so.
      const level = isAethexError(err) && err.kind === 'unavailable' ? 'warn' : 'error';
      this.log[level]({ err }, 'an effect after a commit failed');
    }
  }

  /** Gives a database's trouble one of our codes; everything else stays what it is. */
  private translated(error: unknown): unknown {
    if (isAethexError(error)) return error;
    const trouble = this.database.explain(error);
    if (trouble?.kind === 'invalid') return houseError('request.invalid', undefined, { cause: error });
    if (trouble?.kind === 'full') return houseError('server.storage_full', undefined, { cause: error });
    if (trouble?.kind === 'busy') return houseError('db.busy', undefined, { cause: error, retryAfter: 1 });
    if (trouble?.kind === 'unavailable')
      return houseError('db.unavailable', undefined, { cause: error, retryAfter: 1 });
    return error;
  }
}
