import { Relay, type Claim, type Logger, type Undo } from '@aethex/core';
import { houseError, isAethexError } from '@aethex/protocol';
import type pg from 'pg';
import type { PostgresBus } from '../bus/postgres-bus.js';
import {
  claimName,
  createTable,
  holderOf,
  passClaim,
  releaseClaim,
  renewClaims,
  sweepClaims,
} from './sql.js';

interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Milliseconds between two removals of what has long been over. */
const sweepEvery = 3_600_000;

/** A relay on Postgres: claims are rows that one statement changes, by the server's clock; messages go by NOTIFY. */
export class PostgresRelay extends Relay {
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly bus: PostgresBus,
    private readonly log: Logger,
  ) {
    super();
  }

  async open(): Promise<void> {
    // Two that create a table at once, even IF NOT EXISTS, can fail each other.
    await this.pool.query(`DO $$ BEGIN PERFORM pg_advisory_xact_lock(7241985031843); ${createTable}; END $$`);
    await this.bus.open();
    this.sweeper = setInterval(() => void this.sweep(), sweepEvery * (0.75 + Math.random() / 2)).unref();
  }

  async claim(name: string, node: string, seconds: number, about = ''): Promise<Claim | null> {
    const [row] = await this.ask<{ fence: string }>(claimName, [name, node, about, seconds]);
    return row ? { name, node, fence: Number(row.fence), about } : null;
  }

  async renew(claims: readonly Claim[], seconds: number): Promise<readonly boolean[]> {
    if (claims.length === 0) return [];
    const values = [claims.map(({ name }) => name), claims.map(({ fence }) => fence), seconds];
    const rows = await this.ask<{ name: string; fence: string }>(renewClaims, values);
    const held = new Map(rows.map(({ name, fence }) => [name, Number(fence)]));
    return claims.map(({ name, fence }) => held.get(name) === fence);
  }

  async pass(claim: Claim, node: string, seconds: number): Promise<Claim | null> {
    const { name, about } = claim;
    const [row] = await this.ask<{ fence: string }>(passClaim, [name, claim.fence, node, seconds]);
    return row ? { name, node, fence: Number(row.fence), about } : null;
  }

  async release({ name, fence }: Claim): Promise<void> {
    await this.ask(releaseClaim, [name, fence]);
  }

  async holder(name: string): Promise<Claim | null> {
    const [row] = await this.ask<{ node: string; about: string; fence: string }>(holderOf, [name]);
    return row ? { name, node: row.node, fence: Number(row.fence), about: row.about } : null;
  }

  async send(node: string, bytes: Uint8Array): Promise<void> {
    await this.bus.publish(topicOf(node), bytes).catch(away);
  }

  async listen(node: string, listener: (bytes: Uint8Array) => void): Promise<Undo> {
    return this.bus.subscribe(topicOf(node), listener).catch(away);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all([this.bus.close(), this.pool.end()]);
  }

  private async ask<R extends pg.QueryResultRow>(statement: Statement, values: unknown[]): Promise<R[]> {
    const { rows } = await this.pool.query<R>({ ...statement, values }).catch(away);
    return rows;
  }

  private async sweep(): Promise<void> {
    await this.ask(sweepClaims, []).catch((error: unknown) =>
      this.log.warn({ err: error }, 'claims that are over were not removed'),
    );
  }
}

const topicOf = (node: string): string => `relay/${node}`;

/** Whatever Postgres or the way to it has against a call, as a failure of this port. */
function away(error: unknown): never {
  const cause = isAethexError(error) ? error.cause : error;
  throw houseError('server.unavailable', { part: 'Relay' }, { cause, retryAfter: 1 });
}
