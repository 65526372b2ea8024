import { anybody, free } from './acceptance.js';
import type { Bucket } from './buckets.js';
import { boundAfter } from './expansion.js';
import type { Group } from './group.js';
import { ofType, type Pool } from './pool.js';
import { splitIntoTeams, type TeamBounds } from './teams.js';
import type { WaitingTicket } from './ticket.js';

/** Tickets that may play together. */
export interface Proposal {
  readonly tickets: readonly WaitingTicket[];
  /** The team of each ticket, in their order; `null` in a queue without teams. */
  readonly teams: readonly (string | null)[];
  /** The region they have in common, if they have one. */
  readonly region: string | null;
  /** Between the best and the worst player. */
  readonly spread: number;
  /** The ticket of the running room they come into, or `null` for a new one. */
  readonly backfill: WaitingTicket | null;
}

/** Makes a proposal of a group, or `null` when its parties cannot be put into teams. */
export function proposalOf(pool: Pool, bucket: Bucket, group: Group): Proposal | null {
  const tickets: WaitingTicket[] = [];
  let backfill: WaitingTicket | null = null;
  for (let nth = 0; nth < group.length; nth += 1) {
    const ticket = pool.tickets[group.at(nth)] as WaitingTicket;
    if (ticket.backfill) backfill = ticket;
    else tickets.push(ticket);
  }
  const teams = backfill ? freeTeams(backfill, tickets) : teamsOf(pool, group, tickets);
  if (!teams) return null;
  const region = regionOf(pool, bucket, backfill ?? (tickets[0] as WaitingTicket));
  return { tickets, teams, region, spread: spreadOf(tickets), backfill };
}

function spreadOf(tickets: readonly WaitingTicket[]): number {
  let least = Infinity;
  let most = -Infinity;
  for (const { players } of tickets)
    for (const { rating } of players) {
      if (rating < least) least = rating;
      if (rating > most) most = rating;
    }
  return most - least;
}

function teamsOf(
  pool: Pool,
  group: Group,
  tickets: readonly WaitingTicket[],
): readonly (string | null)[] | null {
  const { teams } = pool.queue;
  if (teams.length === 0) return noTeams(tickets.length);
  let seconds = Infinity;
  for (let nth = 0; nth < group.length; nth += 1)
    seconds = Math.min(seconds, pool.seconds[group.at(nth)] as number);
  return named(teams, splitIntoTeams(partiesOf(tickets), teams, boundsAt(pool, seconds)));
}

const withoutTeams = new Map<number, readonly null[]>();

/** So many times nothing; always the same list, for there may be many matches. */
function noTeams(length: number): readonly null[] {
  const known = withoutTeams.get(length) ?? Array.from({ length }, () => null);
  withoutTeams.set(length, known);
  return known;
}

/** Puts the newcomers where the room has seats. */
function freeTeams(
  backfill: WaitingTicket,
  tickets: readonly WaitingTicket[],
): readonly (string | null)[] | null {
  const free = backfill.backfill?.free ?? [];
  const teams = free.map(({ team, seats }) => ({ name: team, min: 0, max: seats }));
  return named(teams, splitIntoTeams(partiesOf(tickets), teams, { balance: null, similarity: null }));
}

const named = (
  teams: readonly { readonly name: string | null }[],
  split: readonly number[] | null,
): readonly (string | null)[] | null => split && split.map((team) => teams[team]?.name ?? null);

const partiesOf = (tickets: readonly WaitingTicket[]) =>
  tickets.map(({ players }) => ({
    size: players.length,
    total: players.reduce((sum, { rating }) => sum + rating, 0),
  }));

/** The bounds that even the youngest of a group puts up with. */
function boundsAt({ queue }: Pool, seconds: number): TeamBounds {
  const least = (type: 'team_balance' | 'team_size_similarity'): number | null => {
    const bounds = ofType(queue.rules, type).map((rule) => boundAfter(rule, seconds) ?? Infinity);
    return bounds.length === 0 ? null : Math.min(...bounds);
  };
  return { balance: least('team_balance'), similarity: least('team_size_similarity') };
}

function regionOf(pool: Pool, bucket: Bucket, first: WaitingTicket): string | null {
  const at = pool.exact.findIndex(({ type }) => type === 'region');
  const key = bucket.keys[at];
  return key === undefined || key === free || key === anybody ? first.region : key;
}
