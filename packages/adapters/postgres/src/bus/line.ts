import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import type pg from 'pg';
import { HouseClient } from '../database/client.js';

/** Milliseconds between two tries to connect: doubled from the first up to the last. */
const firstRetry = 100;
const lastRetry = 5_000;
/** Milliseconds between two signs of life, and until a server that gives none is given up. */
const beat = 5_000;
const deaf = 4_500;

/** What is told of a connection that stays. */
export interface LineEvents {
  /** It is there, for the first time or again: what was set on the one before must be set anew. */
  readonly connected: () => Promise<void>;
  readonly noticed: (channel: string, payload: string) => void;
}

/** One connection that comes again by itself, with its statements one after the other. */
export class Line {
  private client: HouseClient | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  private readonly heart: NodeJS.Timeout;

  constructor(
    private readonly config: pg.ClientConfig,
    private readonly events: LineEvents,
    private readonly log: Logger,
  ) {
    this.heart = setInterval(() => this.listenForLife(), beat / 5);
    this.heart.unref();
  }

  /** Runs one statement after those before it; fails at once while there is no connection. */
  run(sql: string, values: unknown[] = []): Promise<unknown> {
    const asked = this.client;
    if (!asked) return Promise.reject(away());
    const turn = this.turn.then(() => {
      if (this.client !== asked) throw away();
      return asked.query(sql, values);
    });
    this.turn = turn.catch(() => undefined);
    return turn.catch((error: unknown) => {
      throw this.client === asked ? error : away(error);
    });
  }

  get isUp(): boolean {
    return this.client !== undefined;
  }

  async open(): Promise<void> {
    const client = new HouseClient(this.config);
    client.on('notification', ({ channel, payload }) => this.events.noticed(channel, payload ?? ''));
    await client.connect();
    if (this.isClosed) return client.end();
    this.client = client;
    this.turn = Promise.resolve();
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    await this.events.connected();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.heart);
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  private lost(client: HouseClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.log.warn({}, 'the bus has lost Postgres; it connects again');
    void this.comeBack();
  }

  private async comeBack(): Promise<void> {
    for (let wait = firstRetry; !this.isClosed; wait = Math.min(wait * 2, lastRetry)) {
      await sleep(wait * (0.5 + Math.random() / 2), undefined, { ref: false });
      try {
        await this.open();
        this.log.info({}, 'the bus has Postgres again');
        return;
      } catch (error) {
        this.log.debug({ err: error }, 'the bus cannot connect to Postgres yet');
        this.drop();
      }
    }
  }

  /** It may have connected and not been able to listen. */
  private drop(): void {
    const { client } = this;
    this.client = undefined;
    client?.giveUp();
  }

  /** A socket whose other end vanished looks like one on which nothing is said. */
  private listenForLife(): void {
    const { client } = this;
    if (!client) return;
    const now = performance.now();
    if (client.waitingSince === 0 && now - client.heardAt > beat) this.run('SELECT 1').catch(() => undefined);
    if (client.waitingSince > 0 && now - client.waitingSince > deaf) client.giveUp();
  }
}

const away = (cause?: unknown): Error =>
  houseError('server.unavailable', { part: 'Bus' }, { retryAfter: 1, ...(cause !== undefined && { cause }) });
