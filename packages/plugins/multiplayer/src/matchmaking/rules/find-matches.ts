import { bucketsOf, type Bucket } from './buckets.js';
import { Group } from './group.js';
import { Line } from './line.js';
import { Neighbours } from './neighbours.js';
import { poolOf, type Pool } from './pool.js';
import { proposalOf, type Proposal } from './proposal.js';
import type { QueueConfig } from './queue-config.js';
import { searchGroup } from './search-group.js';
import type { WaitingTicket } from './ticket.js';

/** Neighbours that are looked at for one ticket, besides as many as a match takes. */
const extraLooks = 24;
/** How many of the oldest of a bucket get a thorough search when the quick one finds nothing, and how far it looks. */
const thorough = 16;
const farLooks = 512;

/**
 * One pass over a queue. Tickets that agree on what has to be equal stand in a line by rating; the oldest first, each
 * gathers its nearest neighbours that all accept each other, until the match is full, or has enough players and its
 * oldest has held out for long enough. Running rooms are filled before new matches are made. The same tickets at the
 * same moment make the same matches. O(n log n).
 */
export function findMatches(queue: QueueConfig, waiting: readonly WaitingTicket[], now: number): Proposal[] {
  const pool = poolOf(queue, waiting, now);
  const seats = pool.tickets.reduce((most, ticket) => Math.max(most, seatsOf(ticket)), queue.max_players);
  const group = new Group(pool, seats + 1);
  return bucketsOf(pool).flatMap((bucket) => new Pass(pool, bucket, group).run());
}

/** How many players a room that is under way may still take. */
const seatsOf = ({ backfill }: WaitingTicket): number =>
  backfill ? backfill.free.reduce((sum, { seats }) => sum + seats, 0) : 0;

/** The pass over one bucket. */
class Pass {
  private readonly members: readonly number[];
  private readonly neighbours: Neighbours;
  private readonly line: Line;
  private readonly found: Proposal[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly bucket: Bucket,
    private readonly group: Group,
  ) {
    this.members = bucket.members.filter((index) => pool.taken[index] === 0);
    this.line = new Line(pool, this.members);
    this.neighbours = new Neighbours(pool, this.line);
  }

  run(): Proposal[] {
    for (const index of this.members) this.fillRoom(index);
    let players = 0;
    for (const index of this.members) players += this.pool.sizes[index] as number;
    if (players < this.pool.queue.min_players) return this.found;
    let searches = thorough;
    for (const index of this.members) {
      if (this.pool.taken[index] === 1 || this.pool.sizes[index] === 0) continue;
      if (this.takeNearest(index) || searches === 0) continue;
      searches -= 1;
      this.search(index);
    }
    return this.found;
  }

  private fillRoom(index: number): void {
    const seats = seatsOf(this.pool.tickets[index] as WaitingTicket);
    if (seats === 0 || this.pool.taken[index] === 1) return;
    this.gather(index, seats, this.neighbours.forRoom(index));
    if (this.group.size > 0) this.take();
  }

  private takeNearest(oldest: number): boolean {
    const least = this.fewest(oldest);
    this.gather(oldest, this.pool.queue.max_players, this.neighbours.from(oldest));
    return this.group.size >= least && this.take() !== null;
  }

  /** The nearest neighbours of a ticket that fit it and each other, until the match is full. */
  private gather(first: number, most: number, neighbours: Neighbours): void {
    this.group.clear(most).add(first);
    let looks = most + extraLooks;
    for (let index = neighbours.next(); index >= 0; index = neighbours.next()) {
      if (this.group.isFull || (looks -= 1) < 0) return;
      if (this.pool.sizes[index] !== 0) this.group.add(index);
    }
  }

  private search(oldest: number): void {
    const least = this.fewest(oldest);
    const near = this.fitting(oldest);
    const players = near.reduce((sum, index) => sum + (this.pool.sizes[index] as number), this.group.size);
    if (this.group.size > 0 && players >= least)
      searchGroup({ group: this.group, near, least }, () => this.take());
  }

  /** Neighbours near and far that fit a ticket, which is alone in the group afterwards. */
  private fitting(oldest: number): number[] {
    const near: number[] = [];
    this.group.clear(this.pool.queue.max_players);
    if (!this.group.add(oldest)) return near;
    this.neighbours.from(oldest);
    let looks = farLooks;
    for (let index = this.neighbours.next(); index >= 0; index = this.neighbours.next()) {
      if (near.length === extraLooks || (looks -= 1) < 0) break;
      if (this.pool.sizes[index] === 0 || !this.group.add(index)) continue;
      this.group.undo();
      near.push(index);
    }
    return near;
  }

  /** With how many players the oldest is content by now. */
  private fewest(oldest: number): number {
    const { queue, seconds } = this.pool;
    return (seconds[oldest] as number) >= queue.min_after_seconds ? queue.min_players : queue.max_players;
  }

  /** Makes the group a match, unless its parties cannot be put into teams. */
  private take(): Proposal | null {
    const proposal = proposalOf(this.pool, this.bucket, this.group);
    if (!proposal) return null;
    this.found.push(proposal);
    for (let nth = 0; nth < this.group.length; nth += 1) {
      const index = this.group.at(nth);
      this.pool.taken[index] = 1;
      this.line.remove(index);
    }
    return proposal;
  }
}
