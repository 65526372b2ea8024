import type { Session, Transaction } from '@aethex/core';
import type pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { isStalePlan } from '../rules/trouble.js';
import type { StatementNames } from '../rules/statement-names.js';
import { beginName, beginWith } from './begin-with.js';
import type { HouseClient } from './client.js';
import { directPath, type Speaker } from './speak.js';

/** What TypeORM keeps in its query runner: the connection, and that a transaction is open. */
type RunnerState = QueryRunner & {
  databaseConnection: Speaker;
  isTransactionActive: boolean;
  transactionDepth: number;
};

/** One connection of the pool with all that is worth keeping beside it from one transaction to the next. */
export class Wire implements Speaker {
  readonly session: Session;
  private readonly runner: RunnerState;
  private hasStalePlan = false;
  /** Whether `BEGIN` is prepared on the connection, so that it can go with the first statement. */
  private canJoin = false;
  private line: Promise<void> | undefined;
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
  async begin(release: (broken?: boolean) => void): Promise<Transaction> {
    this.state = 'asked';
    try {
      if (!this.canJoin) await this.openAlone();
    } catch (error) {
      release(true);
      throw error;
    }
    this.mark(true);
    return {
      ...this.session,
      commit: () => this.commit(release),
      rollback: () => this.rollback(release),
    };
  }

  async query(...given: Parameters<Speaker['query']>): Promise<pg.QueryResult> {
    // Work may ask for several things at once; a connection takes them one after the other.
    const turn = this.line ? this.line.then(() => this.sent(given)) : this.sent(given);
    const line = turn.then(ignore, ignore);
    this.line = line;
    try {
      return await turn;
    } catch (error) {
      this.hasStalePlan ||= isStalePlan(error);
      throw error;
    } finally {
      if (this.line === line) this.line = undefined;
    }
  }

  /** TypeORM gives text, which may go another way than one message. */
  private async sent(given: Parameters<Speaker['query']>): Promise<pg.QueryResult> {
    const [config] = given;
    if (this.state === 'asked' && typeof config === 'object' && 'queryMode' in config) {
      this.state = 'open';
      return beginWith(this.client, config);
    }
    if (this.state === 'asked') await this.openAlone();
    return (this.client as Speaker).query(...given);
  }

  private async openAlone(): Promise<void> {
    this.state = 'open';
    await this.client.query({ name: beginName, text: 'BEGIN' });
    this.canJoin = true;
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

const ignore = (): void => undefined;
