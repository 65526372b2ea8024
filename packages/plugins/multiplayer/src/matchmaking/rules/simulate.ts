import { findMatches } from './find-matches.js';
import type { Proposal } from './proposal.js';
import type { QueueConfig } from './queue-config.js';
import { spread } from './teams.js';
import { waitedAt, type WaitingTicket } from './ticket.js';
import { percentile } from './waits.js';

/** A ticket as it was once, and when it gave up, in milliseconds since 1970. */
export interface RecordedTicket {
  readonly ticket: WaitingTicket;
  readonly cancelledAt: number | null;
}

/** What became of recorded tickets under a configuration. Times are seconds, ratings points. */
export interface Replay {
  readonly queue: string;
  readonly tickets: number;
  readonly matched: number;
  readonly cancelled: number;
  readonly unmatched: number;
  readonly matches: number;
  readonly full_matches: number;
  readonly wait: Quantiles;
  /** Between the best and the worst player of a match. */
  readonly spread: Quantiles;
  /** Between the average ratings of the teams of a match. */
  readonly imbalance: Quantiles;
}

export interface Quantiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** Seconds between two passes, as the server makes them. */
const step = 1;
/** Seconds after the last arrival for which is played on. */
const horizon = 600;

/** Plays recorded tickets through a queue, second by second. The same tickets and queue give the same answer. */
export function replay(queue: QueueConfig, recorded: readonly RecordedTicket[]): Replay {
  const arrivals = recorded.toSorted((one, other) => one.ticket.since - other.ticket.since);
  const last = arrivals.at(-1)?.ticket.since ?? 0;
  const run = new Run(queue);
  let next = 0;
  for (let now = arrivals[0]?.ticket.since ?? 0; now <= last + horizon * 1000; now += step * 1000) {
    for (; (arrivals[next]?.ticket.since ?? Infinity) <= now; next += 1)
      run.arrive(arrivals[next] as RecordedTicket);
    run.pass(now);
    if (next === arrivals.length && run.isEmpty) break;
  }
  return run.result(recorded.length);
}

class Run {
  private readonly waiting = new Map<WaitingTicket, number>();
  private readonly waits: number[] = [];
  private readonly matches: Proposal[] = [];
  private cancelled = 0;

  constructor(private readonly queue: QueueConfig) {}

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  arrive({ ticket, cancelledAt }: RecordedTicket): void {
    this.waiting.set(ticket, cancelledAt ?? Infinity);
  }

  pass(now: number): void {
    for (const [ticket, until] of this.waiting) {
      if (until > now) continue;
      this.waiting.delete(ticket);
      this.cancelled += 1;
    }
    for (const match of findMatches(this.queue, [...this.waiting.keys()], now)) {
      this.matches.push(match);
      for (const ticket of match.tickets) {
        this.waits.push(waitedAt(ticket, now));
        this.waiting.delete(ticket);
      }
    }
  }

  result(tickets: number): Replay {
    const { queue, waits, matches, cancelled } = this;
    const isFull = ({ tickets: all }: Proposal): boolean => playersIn(all) === queue.max_players;
    return {
      queue: queue.name,
      tickets,
      matched: waits.length,
      cancelled,
      unmatched: tickets - waits.length - cancelled,
      matches: matches.length,
      full_matches: matches.filter(isFull).length,
      wait: quantiles(waits),
      spread: quantiles(matches.map((match) => match.spread)),
      imbalance: quantiles(queue.teams.length === 0 ? [] : matches.map(imbalanceOf)),
    };
  }
}

const playersIn = (tickets: readonly WaitingTicket[]): number =>
  tickets.reduce((sum, { players }) => sum + players.length, 0);

const quantiles = (values: readonly number[]): Quantiles => ({
  p50: percentile(values, 0.5),
  p90: percentile(values, 0.9),
  p99: percentile(values, 0.99),
});

function imbalanceOf({ tickets, teams }: Proposal): number {
  const ratings = new Map<string | null, number[]>();
  tickets.forEach(({ players }, at) => {
    const team = teams[at] ?? null;
    ratings.set(team, [...(ratings.get(team) ?? []), ...players.map(({ rating }) => rating)]);
  });
  const averages = [...ratings.values()].map((all) => all.reduce((sum, one) => sum + one, 0) / all.length);
  return Math.round(spread(averages));
}
