import type { Clock, Db, Logger } from '@aethex/core';
import { In } from 'typeorm';
import type { Accepting } from './accepting.js';
import { QueueMatch } from './entities/match.entity.js';
import type { Expiry } from './expiry.js';
import type { MatchBook } from './match-book.js';
import type { MatchmakingMetrics } from './matchmaking-metrics.js';
import type { Openings } from './openings.js';
import type { QueueRef } from './queue-bell.js';
import type { QueueBook } from './queue-book.js';
import type { Proposal } from './rules/proposal.js';
import type { QueueConfig } from './rules/queue-config.js';
import { WaitingPool } from './store/waiting-pool.js';

/** What a runner works with. */
export interface RunnerParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queues: QueueBook;
  readonly matches: MatchBook;
  readonly openings: Openings;
  readonly accepting: Accepting;
  readonly expiry: Expiry;
  readonly metrics: MatchmakingMetrics;
}

/** Matches that are made at the same time: writers of one database wait for each other anyway. */
const together = 16;
/** Milliseconds after which a match without a room was left behind by its node. */
const leftBehind = 3_000;

/** Looks after one queue of one game: as long as it does, no other node should; if two do, the table keeps order. */
export class QueueRunner {
  private readonly pool: WaitingPool;
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private readonly openings = new Set<Promise<void>>();

  constructor(
    private readonly parts: RunnerParts,
    private readonly ref: QueueRef,
    private readonly queue: QueueConfig,
  ) {
    this.pool = new WaitingPool(parts.db, parts.clock, ref.gameId, ref.queue);
  }

  /** Makes a pass; asked while one is under way, makes another one after it. Fulfils when nothing is left to do. */
  run(): Promise<void> {
    this.again = true;
    this.running ??= this.loop().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Ends what belongs to time: silent tickets, matches nobody accepts, matches whose node went away. Then makes a pass. */
  async sweep(): Promise<void> {
    await this.parts.expiry.sweep(this.ref);
    await this.settle();
    await this.run();
  }

  /** Stops, and waits for what is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => undefined);
    await this.opened();
    this.parts.metrics.waiting(this.ref.queue, 0);
  }

  /** Waits for rooms that are being opened. */
  async opened(): Promise<void> {
    await Promise.all(this.openings);
  }

  private async loop(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      await this.pass();
    }
  }

  private async pass(): Promise<void> {
    await this.pool.refresh();
    const began = performance.now();
    const found = this.parts.queues.pass(this.queue, this.pool.all, this.parts.clock.now().getTime());
    this.parts.metrics.passed((performance.now() - began) / 1000);
    for (let at = 0; at < found.length && !this.stopped; at += together)
      await Promise.all(found.slice(at, at + together).map((proposal) => this.make(proposal)));
    this.parts.metrics.waiting(this.ref.queue, this.pool.tickets.length);
  }

  private async make(proposal: Proposal): Promise<void> {
    this.pool.remove(proposal.tickets);
    const match = await this.parts.matches.commit(this.ref, this.queue, proposal);
    if (match?.status === 'opening') this.open(match);
  }

  private open(match: QueueMatch): void {
    const opening = this.parts.openings.open(match).finally(() => this.openings.delete(opening));
    this.openings.add(opening);
  }

  private async settle(): Promise<void> {
    const { gameId, queue } = this.ref;
    const where = { gameId, queue, status: In(['accepting', 'opening']) };
    const now = this.parts.clock.now().getTime();
    for (const match of await this.parts.db.read((em) => em.find(QueueMatch, { where }))) {
      if (match.status === 'accepting' && (match.until?.getTime() ?? 0) < now)
        await this.parts.accepting.expire(match);
      if (match.status === 'opening' && now - match.changedAt.getTime() > leftBehind) this.open(match);
    }
  }
}
