import type { Session, Transaction } from '@aethex/core';
import type pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { isStalePlan } from '../rules/trouble.js';
import type { StatementNames } from '../rules/statement-names.js';
import { Bundle } from './bundle.js';
import type { HouseClient } from './client.js';
import { directPath, type Speaker } from './speak.js';

/** What TypeORM keeps in its query runner: the connection, and that a transaction is open. */
type RunnerState = QueryRunner & {
  databaseConnection: Speaker;
  isTransactionActive: boolean;
  transactionDepth: number;
};

/** Keeps `BEGIN` prepared on every connection that writes. */
const begin = { name: 'aethex_begin', text: 'BEGIN' };

/**
 * One connection of the pool with all that is worth keeping beside it from one transaction to the next. Statements run in
 * the order they were asked for; those that nobody waits for one by one go out together.
 */
export class Wire implements Speaker {
  readonly session: Session;
  private readonly runner: RunnerState;
  private hasStalePlan = false;
  private line: Promise<unknown> | undefined;
  /** Stands last in the line, and may still be joined. */
  private bundle: Bundle | undefined;
  /** `asked` until the server is told of the transaction. */
  private state: 'none' | 'asked' | 'open' = 'none';

  constructor(
    private readonly client: HouseClient,
    source: DataSource,
    names: StatementNames,
  ) {
    this.runner = source.createQueryRunner() as RunnerState;
    this.runner.databaseConnection = this;
    this.session = { manager: this.runner.manager, ...directPath(this, names) };
  }

  /** Begins a transaction with its first statement. `release` gives the connection back, or away for good. */
  begin(release: (broken?: boolean) => void): Transaction {
    this.state = 'asked';
    this.mark(true);
    return {
      ...this.session,
      commit: () => this.inLine(() => this.commit(release)),
      rollback: () => this.inLine(() => this.rollback(release)),
    };
  }

  async query(...given: Parameters<Speaker['query']>): Promise<pg.QueryResult> {
    const [config] = given;
    try {
      return await (mayJoin(config) ? this.join(config) : this.inLine(() => this.alone(given)));
    } catch (error) {
      this.hasStalePlan ||= isStalePlan(error);
      throw error;
    }
  }

  private join(config: pg.QueryConfig): Promise<pg.QueryResult> {
    if (this.bundle) return this.bundle.add(config);
    const bundle = new Bundle();
    void this.inLine(() => this.send(bundle));
    this.bundle = bundle;
    return bundle.add(config);
  }

  private send(bundle: Bundle): Promise<void> {
    if (this.bundle === bundle) this.bundle = undefined;
    const isFirst = this.state === 'asked';
    this.state = 'open';
    return bundle.sendOver(this.client, isFirst ? begin : undefined);
  }

  /** TypeORM gives text, which may go another way than one message. */
  private async alone(given: Parameters<Speaker['query']>): Promise<pg.QueryResult> {
    if (this.state === 'asked') {
      this.state = 'open';
      await this.client.query({ ...begin });
    }
    return (this.client as Speaker).query(...given);
  }

  /** Does the work after all that was asked for before it, and not before the end of this turn. */
  private inLine<T>(work: () => Promise<T>): Promise<T> {
    this.bundle = undefined;
    const turn = (this.line ?? endOfTurn()).then(work);
    const done = (): void => {
      if (this.line === line) this.line = undefined;
    };
    const line = turn.then(done, done);
    this.line = line;
    return turn;
  }

  private async commit(release: (broken?: boolean) => void): Promise<void> {
    this.mark(false);
    if (!this.isOpen()) return release();
    let command: string;
    try {
      ({ command } = await this.client.query('COMMIT'));
    } catch (error) {
      release(true);
      throw error;
    }
    release(this.hasStalePlan);
    // To the commit of a transaction in which something has failed Postgres answers that it was rolled back.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: a statement in it had failed.');
  }

  /** Never fails: a connection that cannot roll back is closed, and that rolls back as well. */
  private async rollback(release: (broken?: boolean) => void): Promise<void> {
    this.mark(false);
    if (!this.isOpen()) return release();
    const done = await this.client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    release(!done || this.hasStalePlan);
  }

  /** Whether the server knows of the transaction, which ends now. */
  private isOpen(): boolean {
    const { state } = this;
    this.state = 'none';
    return state === 'open';
  }

  /** TypeORM must know that a transaction is open, or `save` would begin one of its own. */
  private mark(open: boolean): void {
    this.runner.isTransactionActive = open;
    this.runner.transactionDepth = open ? 1 : 0;
  }
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

const plain: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'undefined']);

const isPlain = (value: unknown): boolean =>
  value === null || value instanceof Uint8Array || plain.has(typeof value);

/** A statement of ours whose values the driver can certainly write down: nothing may fail in the middle of a message. */
const mayJoin = (config: pg.QueryConfig | string): config is pg.QueryConfig =>
  typeof config === 'object' && 'queryMode' in config && (config.values ?? []).every(isPlain);
