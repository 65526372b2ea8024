import { createHash } from 'node:crypto';
import { Cache, type Logger } from '@aethex/core';
import pg from 'pg';
import { Gets } from './gets.js';
import {
  addToEntry,
  createTable,
  deleteEntry,
  deleteOver,
  getEntries,
  getEntry,
  setAbsent,
  setEntry,
  sweepEntries,
} from './sql.js';

/** Longest time to live in seconds, ten years: what is more than Postgres can add would be an error. */
const longest = 10 * 365 * 24 * 60 * 60;
/** Rows a sweep removes at once. */
const sweptAtOnce = 5_000;
/** invalid_text_representation: what is kept is no number. */
const noNumber = '22P02';

/** A cache in a table of Postgres. Times to live go by the server's clock, so that nodes need not agree on theirs. */
export class PostgresCache extends Cache {
  private sweeper: NodeJS.Timeout | undefined;
  private readonly gets = new Gets((hashes) => this.values(hashes));

  constructor(
    private readonly pool: pg.Pool,
    private readonly sweepSeconds: number,
    private readonly log: Logger,
  ) {
    super();
  }

  async open(): Promise<void> {
    // Two that create a table at once, even IF NOT EXISTS, can fail each other.
    await this.pool.query(`DO $$ BEGIN PERFORM pg_advisory_xact_lock(7241985031842); ${createTable}; END $$`);
    this.sweeper = setInterval(
      () => {
        this.sweep().catch((error: unknown) => this.log.warn({ err: error }, 'the cache was not swept'));
      },
      this.sweepSeconds * 1000 * (0.75 + Math.random() / 2),
    );
    this.sweeper.unref();
  }

  async get(key: string): Promise<string | null> {
    const value = await this.gets.value(hashOf(key));
    return value ? value.toString('utf8') : null;
  }

  async set(key: string, value: string, seconds: number, only?: 'absent'): Promise<boolean> {
    const hash = hashOf(key);
    // Not `seconds <= 0`: what is no number must not become a lifetime without an end either.
    if (!(seconds > 0)) {
      await this.send(only === 'absent' ? deleteOver : deleteEntry, [hash]);
      return false;
    }
    const values = [hash, Buffer.from(value, 'utf8'), Math.min(seconds, longest)];
    const { rowCount } = await this.send(only === 'absent' ? setAbsent : setEntry, values);
    return rowCount === 1;
  }

  async add(key: string, by: number, seconds: number): Promise<number> {
    const life = seconds > 0 ? Math.min(seconds, longest) : 0;
    try {
      const { rows } = await this.send(addToEntry, [hashOf(key), String(by), life]);
      return Number((rows[0] as { value: string }).value);
    } catch (error) {
      if ((error as { code?: unknown }).code !== noNumber) throw error;
      throw new TypeError(`The cache keeps something under "${key}" that is no counter.`, { cause: error });
    }
  }

  async delete(key: string): Promise<void> {
    await this.send(deleteEntry, [hashOf(key)]);
  }

  /** Removes what nobody can get any more. Returns how many there were. */
  async sweep(): Promise<number> {
    let swept = 0;
    for (let some = sweptAtOnce; some === sweptAtOnce; swept += some)
      some = (await this.send(sweepEntries, [sweptAtOnce])).rowCount ?? 0;
    return swept;
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await this.pool.end();
  }

  private async values(hashes: readonly Buffer[]): Promise<(Buffer | null)[]> {
    const [first] = hashes;
    const alone = hashes.length === 1 && first;
    const { rows } = await (alone ? this.send(getEntry, [alone]) : this.send(getEntries, [hashes]));
    const values = hashes.map((): Buffer | null => null);
    for (const { place = 1, value } of rows as { place?: number; value: Buffer }[]) values[place - 1] = value;
    return values;
  }

  private send(statement: { name: string; text: string }, values: unknown[]): Promise<pg.QueryResult> {
    return this.pool.query({ ...statement, values });
  }
}

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
