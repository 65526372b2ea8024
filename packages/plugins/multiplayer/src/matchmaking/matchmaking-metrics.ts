import { Metrics } from '@aethex/core';
import { Injectable } from '@nestjs/common';

const waits = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
const passes = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1];

/** How queues are doing. Labels name queues, never players. */
@Injectable()
export class MatchmakingMetrics {
  private readonly size;
  private readonly waitSeconds;
  private readonly passSeconds;
  private readonly matches;
  private readonly ended;

  constructor(metrics: Metrics) {
    this.size = metrics.gauge(
      'aethex_multiplayer_queue_tickets',
      'Tickets that wait in queues this node looks after.',
      ['queue'],
    );
    this.waitSeconds = metrics.histogram(
      'aethex_multiplayer_queue_wait_seconds',
      'How long tickets waited until they were matched.',
      ['queue'],
      waits,
    );
    this.passSeconds = metrics.histogram(
      'aethex_multiplayer_queue_pass_seconds',
      'Duration of passes over a queue, without the database.',
      [],
      passes,
    );
    this.matches = metrics.counter(
      'aethex_multiplayer_matches_total',
      'Matches that were found: new rooms, and backfills of running ones.',
      ['queue', 'kind'],
    );
    this.ended = metrics.counter(
      'aethex_multiplayer_tickets_ended_total',
      'Tickets that ended without a match, by how.',
      ['queue', 'status'],
    );
  }

  waiting(queue: string, tickets: number): void {
    this.size.set({ queue }, tickets);
  }

  passed(seconds: number): void {
    this.passSeconds.observe(seconds);
  }

  matched(queue: string, kind: 'new' | 'backfill', waited: readonly number[]): void {
    this.matches.inc({ queue, kind });
    if (kind === 'new') for (const seconds of waited) this.waitSeconds.observe({ queue }, seconds);
  }

  endedWithout(queue: string, status: 'cancelled' | 'expired', tickets = 1): void {
    this.ended.inc({ queue, status }, tickets);
  }
}
