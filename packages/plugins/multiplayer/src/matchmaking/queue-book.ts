import { Extensions, Logger } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { matcherPoint, type QueueMatcher } from './define-matcher.js';
import { findMatches } from './rules/find-matches.js';
import { proposalsOf } from './rules/foreign-proposals.js';
import type { Proposal } from './rules/proposal.js';
import { defaultQueue, type QueueConfig } from './rules/queue-config.js';
import type { WaitingTicket } from './rules/ticket.js';

/** Knows the queues and who decides in them. */
@Injectable()
export class QueueBook {
  private readonly queues: ReadonlyMap<string, QueueConfig>;
  private readonly matchers: ReadonlyMap<string, QueueMatcher>;

  constructor(
    config: MultiplayerConfig,
    extensions: Extensions,
    private readonly log: Logger,
  ) {
    const all = [defaultQueue, ...config.queues];
    this.queues = new Map(all.map((queue) => [queue.name, queue]));
    const own = extensions.of<QueueMatcher>(matcherPoint);
    this.matchers = new Map(own.map((matcher) => [matcher.queue, matcher]));
  }

  all(): QueueConfig[] {
    return [...this.queues.values()];
  }

  find(name: string): QueueConfig | null {
    return this.queues.get(name) ?? null;
  }

  /** The queue that was named, or that of the mode, or the default one; `null` when the named one does not exist. */
  choose(name: string | undefined, mode: string | undefined): QueueConfig | null {
    if (name !== undefined) return this.find(name);
    return (mode === undefined ? null : this.find(mode)) ?? this.find(defaultQueue.name);
  }

  /** One pass, by the rules of the queue or its own matcher. A matcher that throws matches nobody. */
  pass(queue: QueueConfig, tickets: readonly WaitingTicket[], now: number): Proposal[] {
    const matcher = this.matchers.get(queue.name);
    if (!matcher) return findMatches(queue, tickets, now);
    const waiting = tickets.filter(({ backfill }) => !backfill);
    try {
      return proposalsOf(waiting, matcher.match({ queue, tickets: waiting, now }));
    } catch (error) {
      this.log.error({ err: error, queue: queue.name }, 'the matcher of a queue failed');
      return [];
    }
  }
}
