import { Clock, Db, Ids, Logger, Relay, type Claim } from '@aethex/core';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Accepting } from './accepting.js';
import { Expiry } from './expiry.js';
import { MatchBook } from './match-book.js';
import { MatchmakingMetrics } from './matchmaking-metrics.js';
import { Openings } from './openings.js';
import { QueueBell, type QueueRef } from './queue-bell.js';
import { QueueBook } from './queue-book.js';
import { QueueRunner, type RunnerParts } from './queue-runner.js';

/** Milliseconds between two looks at every queue, and between two renewals of what this node looks after. */
const sweepEvery = 1_000;
const renewEvery = 750;
/** Milliseconds after a bell until the pass, so that one serves many. */
const gatherFor = 50;
/** Seconds for which a node has a queue without renewing: with the next look, others have it within five seconds. */
const lease = 3;

const liveQueues = `SELECT DISTINCT "game_id", "queue" FROM "multiplayer_tickets"
  WHERE "status" IN ('waiting', 'waiting_for_players', 'accepting', 'opening')`;

interface Kept {
  readonly claim: Claim;
  readonly runner: QueueRunner;
  /** When somebody last waited in it, by `performance.now()`. */
  usedAt: number;
}

/** Milliseconds after which a queue nobody waits in is given back. */
const idle = 60_000;

/** Shares the queues out among the nodes: each queue of each game is looked after by one of them. */
@Injectable()
export class QueueKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly node: string;
  private readonly kept = new Map<string, Kept>();
  private readonly rung = new Map<string, QueueRef>();
  private readonly parts: RunnerParts;
  private undo: (() => Promise<void>) | undefined;
  private timers: readonly NodeJS.Timeout[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly relay: Relay,
    private readonly bell: QueueBell,
    private readonly queues: QueueBook,
    private readonly log: Logger,
    clock: Clock,
    ids: Ids,
    matches: MatchBook,
    openings: Openings,
    accepting: Accepting,
    expiry: Expiry,
    metrics: MatchmakingMetrics,
  ) {
    this.node = ids.next();
    this.parts = { db, clock, log, queues, matches, openings, accepting, expiry, metrics };
  }

  async onApplicationBootstrap(): Promise<void> {
    this.undo = await this.bell.hear((ref) => this.hear(ref));
    const renew = (): void => {
      this.renew().catch((err: unknown) => this.log.warn({ err }, 'queues could not be kept'));
    };
    this.timers = [
      setInterval(() => void this.sweep(), sweepEvery).unref(),
      // On its own, so that a long pass does not cost the queue.
      setInterval(renew, renewEvery).unref(),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.gathering);
    await this.undo?.();
    await this.sweeping;
    await Promise.all([...this.kept.keys()].map((name) => this.leave(name)));
  }

  /** One look at everything, after any that is under way. Its failures are logged: the next look comes. */
  sweep(): Promise<void> {
    this.sweeping = this.sweeping.then(() =>
      this.stopped
        ? undefined
        : this.look().catch((err: unknown) => this.log.warn({ err }, 'a look at the queues failed')),
    );
    return this.sweeping;
  }

  /** Waits for the rooms of the matches that were found. */
  async settled(): Promise<void> {
    await this.sweeping;
    for (const { runner } of this.kept.values()) {
      await runner.run();
      await runner.opened();
    }
  }

  private async look(): Promise<void> {
    const { rows } = await this.db.read((em) => em.run(liveQueues));
    for (const row of rows) await this.keep({ gameId: String(row['game_id']), queue: String(row['queue']) });
    for (const [name, { runner, usedAt }] of this.kept) {
      if (performance.now() - usedAt > idle) await this.leave(name);
      else await runner.sweep();
    }
  }

  private async renew(): Promise<void> {
    const all = [...this.kept];
    if (all.length === 0) return;
    const held = await this.relay.renew(
      all.map(([, { claim }]) => claim),
      lease,
    );
    for (const [at, [name]] of all.entries()) if (held[at] !== true) await this.leave(name);
  }

  /** The runner of a queue, if this node looks after it or may do so from now on. */
  private async keep(ref: QueueRef): Promise<QueueRunner | null> {
    const name = nameOf(ref);
    const kept = this.kept.get(name);
    if (kept) {
      kept.usedAt = performance.now();
      return kept.runner;
    }
    const queue = this.queues.find(ref.queue);
    const claim = queue && !this.stopped ? await this.relay.claim(name, this.node, lease) : null;
    if (!queue || !claim) return null;
    const runner = new QueueRunner(this.parts, ref, queue);
    this.kept.set(name, { claim, runner, usedAt: performance.now() });
    return runner;
  }

  private async leave(name: string): Promise<void> {
    const kept = this.kept.get(name);
    this.kept.delete(name);
    if (!kept) return;
    await kept.runner.stop();
    await this.relay.release(kept.claim);
  }

  private hear(ref: QueueRef): void {
    this.rung.set(nameOf(ref), ref);
    if (this.stopped) return;
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      void this.answer();
    }, gatherFor).unref();
  }

  private async answer(): Promise<void> {
    const refs = [...this.rung.values()];
    this.rung.clear();
    for (const ref of refs) {
      try {
        await (await this.keep(ref))?.run();
      } catch (err) {
        this.log.warn({ err, queue: ref.queue }, 'a pass over a queue failed');
      }
    }
  }
}

const nameOf = ({ gameId, queue }: QueueRef): string => `queue/${gameId}/${queue}`;
