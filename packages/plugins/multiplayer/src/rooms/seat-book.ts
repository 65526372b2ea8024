import type { Role, Seat } from './seat.js';

/** How many may be in a room. */
export interface Capacity {
  readonly maxPlayers: number;
  readonly maxSpectators: number;
}

/** A seat that is kept for a player who has not come yet. Times are monotonic milliseconds. */
export interface Reservation {
  readonly playerId: string;
  until: number;
  groups: readonly string[];
}

/** What a player is to a room. `lapsed`: a seat was reserved and has expired a short while ago. */
export type Standing = 'seated' | 'banned' | 'reserved' | 'lapsed' | 'stranger';

/** For how many milliseconds it is remembered that a reservation has expired. */
const memory = 60_000;
/** More bans than this forget those that end first. */
const mostBans = 1_000;

/** Who sits in a room, for whom a seat is kept, and who may not come. Never gives out more seats than there are. */
export class SeatBook {
  /** Grows with every change of who can be reached. */
  version = 0;
  private readonly byPlayer = new Map<string, Seat>();
  private readonly byId = new Map<string, Seat>();
  private readonly reserved = new Map<string, Reservation>();
  private readonly banned = new Map<string, number>();

  constructor(public capacity: Capacity) {}

  get size(): number {
    return this.byPlayer.size;
  }

  count(role: Role): number {
    let count = 0;
    for (const seat of this.byPlayer.values()) if (seat.role === role) count += 1;
    return count;
  }

  /** In the order they sat down. */
  all(): IterableIterator<Seat> {
    return this.byPlayer.values();
  }

  of(playerId: string): Seat | null {
    return this.byPlayer.get(playerId) ?? null;
  }

  /** By the id an edge gave; ids of earlier sockets are nobody's. */
  withId(id: string): Seat | null {
    return this.byId.get(id) ?? null;
  }

  standing(playerId: string, now: number): Standing {
    if (this.byPlayer.has(playerId)) return 'seated';
    if ((this.banned.get(playerId) ?? 0) > now) return 'banned';
    const reservation = this.reserved.get(playerId);
    if (!reservation) return 'stranger';
    return reservation.until > now ? 'reserved' : 'lapsed';
  }

  /** Seats of players that are neither taken nor kept. */
  free(now: number): number {
    const kept = [...this.reserved.values()].filter(({ until }) => until > now).length;
    return Math.max(0, this.capacity.maxPlayers - this.count('player') - kept);
  }

  /** Whether this player would find a place. */
  hasPlace(playerId: string, role: Role, now: number): boolean {
    if (role === 'spectator') return this.count('spectator') < this.capacity.maxSpectators;
    return this.standing(playerId, now) === 'reserved' || this.free(now) > 0;
  }

  /** Sits down. What was kept for the player is used up. Whether there is a place was asked before, in the same turn. */
  sit(seat: Seat): void {
    this.byPlayer.set(seat.playerId, seat);
    this.byId.set(seat.id, seat);
    if (seat.role === 'player') this.reserved.delete(seat.playerId);
    this.version += 1;
  }

  /** The seat is reached under another id from now on. */
  rename(seat: Seat, id: string): void {
    this.byId.delete(seat.id);
    seat.id = id;
    this.byId.set(id, seat);
    this.version += 1;
  }

  rise(playerId: string): Seat | null {
    const seat = this.byPlayer.get(playerId) ?? null;
    if (!seat) return null;
    this.byPlayer.delete(playerId);
    this.byId.delete(seat.id);
    this.version += 1;
    return seat;
  }

  /** Keeps seats until then for all of them or for none, as when one is banned; those that are kept already are kept for longer. */
  reserve(
    players: readonly { readonly playerId: string; readonly groups?: readonly string[] }[],
    until: number,
    now: number,
  ): boolean {
    const fresh = players.filter(({ playerId }) => this.standing(playerId, now) !== 'seated');
    const missing = new Set(
      fresh.map(({ playerId }) => playerId).filter((id) => this.standing(id, now) !== 'reserved'),
    );
    const isBanned = [...missing].some((id) => this.standing(id, now) === 'banned');
    if (isBanned || missing.size > this.free(now)) return false;
    for (const { playerId, groups } of fresh) {
      const earlier = this.reserved.get(playerId);
      this.reserved.set(playerId, { playerId, until, groups: groups ?? earlier?.groups ?? [] });
    }
    return true;
  }

  reservation(playerId: string): Reservation | null {
    return this.reserved.get(playerId) ?? null;
  }

  /** All seats that are kept now. */
  reservations(now: number): readonly Reservation[] {
    return [...this.reserved.values()].filter(({ until }) => until > now);
  }

  /** Gives a kept seat back. Giving back what is not kept is no error. */
  release(playerId: string): void {
    this.reserved.delete(playerId);
  }

  /** Keeps a player out until then. */
  ban(playerId: string, until: number): void {
    this.reserved.delete(playerId);
    this.banned.set(playerId, until);
    if (this.banned.size <= mostBans) return;
    const [soonest] = [...this.banned].toSorted(([, a], [, b]) => a - b);
    if (soonest) this.banned.delete(soonest[0]);
  }

  unban(playerId: string): void {
    this.banned.delete(playerId);
  }

  /** Players who may not come, and until when. */
  bans(now: number): readonly (readonly [playerId: string, until: number])[] {
    return [...this.banned].filter(([, until]) => until > now);
  }

  /** Forgets what is long over. */
  tidy(now: number): void {
    for (const [playerId, { until }] of this.reserved)
      if (until + memory < now) this.reserved.delete(playerId);
    for (const [playerId, until] of this.banned) if (until < now) this.banned.delete(playerId);
  }
}
