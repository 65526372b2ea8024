export type AttributeValue = string | number | readonly string[];

/** One player of a ticket. */
export interface TicketPlayer {
  readonly id: string;
  /** Points, about 1500 for somebody average; of the server, or what was claimed while there was none. */
  readonly rating: number;
}

/** A party that waits in a queue, as the rules see it. */
export interface WaitingTicket {
  readonly id: string;
  /** Milliseconds since 1970 from when its waiting counts. */
  readonly since: number;
  readonly players: readonly TicketPlayer[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Ratings of opponents that are welcome, both ends included. */
  readonly window: readonly [number, number] | null;
  /** The region that was asked for. */
  readonly region: string | null;
  /** Milliseconds to each region, as the players measured; of a party the slowest counts. */
  readonly latencies: Readonly<Record<string, number>>;
  /** Whether it seeks players for a room that is under way. */
  readonly backfill?: Backfill;
}

/** What a running room lacks. */
export interface Backfill {
  readonly roomId: string;
  /** How many players each team may still take; one nameless team where there are none. */
  readonly free: readonly { readonly team: string | null; readonly seats: number }[];
}

/** Seconds a ticket has waited, never fewer than none. */
export const waitedAt = (ticket: WaitingTicket, now: number): number =>
  Math.max(0, (now - ticket.since) / 1000);

/** Older first; of two that came together the smaller id. */
export const byAge = (one: WaitingTicket, other: WaitingTicket): number =>
  one.since - other.since || (one.id < other.id ? -1 : 1);

/** What the ratings of a party count as; `NaN` where there are none. */
export function partyRating(players: readonly TicketPlayer[], by: 'average' | 'min' | 'max'): number {
  if (players.length === 1) return (players[0] as TicketPlayer).rating;
  let total = 0;
  let least = Infinity;
  let most = -Infinity;
  for (const { rating } of players) {
    total += rating;
    if (rating < least) least = rating;
    if (rating > most) most = rating;
  }
  if (players.length === 0) return NaN;
  if (by === 'min') return least;
  return by === 'max' ? most : total / players.length;
}
