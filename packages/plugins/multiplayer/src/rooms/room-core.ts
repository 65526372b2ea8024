import { roomError, type LeaveReason, type RoomInfo, type RoomPlayer } from '@aethex/protocol';
import type { Prepared } from '@aethex/core';
import type { Line } from '../edge/line.js';
import { RoomSync } from '../sync/room-sync.js';
import { EventLane } from './event-lane.js';
import type { RoomHouse } from './room-house.js';
import type { RoomIdentity, RoomSettings } from './room-settings.js';
import { sizeOf, type FactsLike } from './rules/patch-facts.js';
import { SeatBook } from './seat-book.js';
import type { Seat } from './seat.js';

/** What a room is made of, and the few things every part of it does. */
export class RoomCore {
  readonly seats: SeatBook;
  readonly lane: EventLane;
  readonly sync: RoomSync;
  isOpen = true;
  properties: FactsLike = {};
  /** Grows with every change of the properties. */
  revision = 0;
  hostId: string | null = null;
  /** What the host laid down for the next one; `null` when nothing. */
  hostState: unknown = null;
  /** Monotonic milliseconds since when nobody is in the room; `null` while somebody is. */
  emptySince: number | null;
  private line: Line | null = null;
  /** The version of the seats for which `line` was found. */
  private linesAt = -1;

  constructor(
    readonly identity: RoomIdentity,
    public settings: RoomSettings,
    readonly house: RoomHouse,
    /** Hears of every change that a copy of the room elsewhere has to know. */
    readonly changed: () => void,
  ) {
    this.seats = new SeatBook(settings);
    this.lane = new EventLane(this.seats, house.log);
    this.sync = new RoomSync(
      settings,
      (seats, frame) => this.sendStates(seats, frame),
      () => house.now(),
    );
    this.emptySince = house.monotonic();
  }

  info(): RoomInfo {
    const { identity, settings, seats } = this;
    return {
      room_id: identity.roomId,
      code: identity.code,
      game_id: identity.gameId,
      kind: identity.kind,
      visibility: settings.visibility,
      has_password: settings.password !== null,
      locked: settings.locked,
      host_id: this.hostId,
      players: seats.count('player'),
      spectators: seats.count('spectator'),
      max_players: settings.maxPlayers,
      tick_rate: settings.tickRate,
      hold_seconds: settings.holdSeconds,
      properties: this.properties,
      revision: this.revision,
      created_at: identity.createdAt,
    };
  }

  view(seat: Seat): RoomPlayer {
    return {
      player_id: seat.playerId,
      player_data: seat.playerData,
      role: seat.role,
      is_host: seat.playerId === this.hostId,
      connected: seat.line !== null,
      groups: [...seat.groups],
      joined_at: seat.joinedAt,
    };
  }

  members(): RoomPlayer[] {
    return Array.from(this.seats.all(), (seat) => this.view(seat));
  }

  /** From now on the seat is reached over this line. */
  attach(seat: Seat, line: Line): void {
    seat.line = line;
    seat.heldUntil = null;
    seat.lostAt = null;
    this.seats.version += 1;
    this.sync.add({
      seat: seat.id,
      playerId: seat.playerId,
      encoding: seat.encoding,
      features: seat.features,
      groups: seat.groups,
    });
  }

  /** From now on the seat is not reached. */
  detach(seat: Seat): void {
    if (!seat.line) return;
    seat.line = null;
    this.seats.version += 1;
    this.sync.remove(seat.id);
  }

  tellRoom(): number {
    this.changed();
    return this.lane.tell({ type: 'room_updated', room: this.info() });
  }

  tellPlayer(seat: Seat): number {
    this.changed();
    return this.lane.tell({ type: 'player_updated', player: this.view(seat) });
  }

  /** Keeps the seat of a broken connection for a while. */
  hold(seat: Seat): void {
    this.detach(seat);
    seat.lostAt = this.house.monotonic();
    seat.heldUntil = seat.lostAt + this.settings.holdSeconds * 1000;
    this.tellPlayer(seat);
    this.house.signals.left(this.identity.roomId, seat.playerId);
  }

  /** Takes a seat away. The player hears why, unless they asked not to or are away; the others hear it next. */
  remove(
    seat: Seat,
    reason: LeaveReason,
    tell: { readonly ref?: string | number | undefined } | null = {},
  ): void {
    const { line } = seat;
    if (line && tell) {
      const { ref } = tell;
      this.lane.say(seat, {
        type: 'room_left',
        ...(ref !== undefined && { ref }),
        room_id: this.identity.roomId,
        reason,
      });
    }
    this.detach(seat);
    line?.release(seat.id);
    this.seats.rise(seat.playerId);
    this.sync.forget(seat.playerId);
    if (this.seats.size === 0) this.emptySince = this.house.monotonic();
    this.changed();
    this.lane.tell({ type: 'player_left', player_id: seat.playerId, reason });
    this.house.signals.left(this.identity.roomId, seat.playerId);
  }

  setGroups(seat: Seat, groups: readonly string[]): void {
    seat.groups = new Set(groups);
    this.sync.setGroups(seat.id, seat.groups);
    this.tellPlayer(seat);
  }

  /** How the room runs from now on; everybody is told what they can see of it. */
  applySettings(settings: RoomSettings): void {
    this.settings = settings;
    this.seats.capacity = settings;
    this.sync.retune(settings.tickRate);
    this.tellRoom();
  }

  /** Whether nobody is here, and nobody is waited for any more. */
  isForgotten(now: number): boolean {
    const { emptySince, settings, seats } = this;
    if (emptySince === null || !settings.autoDispose) return false;
    return now - emptySince > settings.emptySeconds * 1000 && seats.reservations(now).length === 0;
  }

  /** Tells everybody that the room is over. */
  dismiss(reason: 'closed' | 'failed'): void {
    for (const seat of this.seats.all()) {
      this.lane.say(seat, { type: 'room_left', room_id: this.identity.roomId, reason });
      seat.line?.release(seat.id);
      this.house.signals.left(this.identity.roomId, seat.playerId);
    }
  }

  /** Fails with `rooms.too_large` when a player’s state would become more than a room keeps of one. */
  checkState(seat: Seat, data: FactsLike, bytes: number): void {
    const { stateBytes } = this.house.most;
    seat.stateBytes += bytes;
    if (seat.stateBytes <= stateBytes) return;
    seat.stateBytes = sizeOf({ ...this.sync.full()[seat.playerId], ...data });
    if (seat.stateBytes > stateBytes) throw roomError('too_large', { what: 'state', max_bytes: stateBytes });
  }

  private sendStates(seats: readonly string[], frame: Prepared): void {
    this.house.metrics.statesOut(seats.length);
    const line = this.soleLine();
    if (line) return line.deliver(seats, frame, 'state');
    for (const [line, some] of this.linesOf(seats)) line.deliver(some, frame, 'state');
  }

  /** The line on which all members are reached; `null` when there are several, or none. */
  private soleLine(): Line | null {
    if (this.linesAt === this.seats.version) return this.line;
    this.linesAt = this.seats.version;
    const lines = new Set(Array.from(this.seats.all(), (seat) => seat.line).filter((line) => line !== null));
    const [only = null] = lines;
    return (this.line = lines.size === 1 ? only : null);
  }

  private linesOf(seats: readonly string[]): Map<Line, string[]> {
    const lines = new Map<Line, string[]>();
    for (const id of seats) {
      const line = this.seats.withId(id)?.line;
      if (line) lines.set(line, [...(lines.get(line) ?? []), id]);
    }
    return lines;
  }
}
