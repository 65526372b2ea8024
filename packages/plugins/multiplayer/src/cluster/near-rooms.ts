import type { Encoding, RoomInfo } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Line } from '../edge/line.js';
import { resync } from '../rooms/entrance.js';
import type { Room } from '../rooms/room.js';
import { RoomRegistry } from '../rooms/room-registry.js';
import { fill, snapshotOf, type Extent, type RoomSnapshot } from './room-snapshot.js';

/** A seat and how its socket is reached. */
export interface ReachedSeat {
  readonly seat: string;
  readonly encoding: Encoding;
  readonly line: Line;
}

/** What the cluster does with a room of this node. */
export class NearRoom {
  constructor(readonly room: Room) {}

  get roomId(): string {
    return this.room.roomId;
  }

  get gameId(): string {
    return this.room.gameId;
  }

  get code(): string {
    return this.room.core.identity.code;
  }

  get isOpen(): boolean {
    return this.room.core.isOpen;
  }

  /** What is told of it in lists; `null` when it is not listed. */
  get listed(): RoomInfo | null {
    const { core } = this.room;
    return core.isOpen && core.settings.visibility === 'public' ? core.info() : null;
  }

  snapshot(extent: Extent): RoomSnapshot {
    return snapshotOf(this.room, extent);
  }

  /** Ends this copy behind what is under way, tells nobody, and gives back all there was of it. */
  async retire(): Promise<RoomSnapshot | null> {
    return this.room.script.run(() => {
      if (!this.isOpen) return null;
      const snapshot = this.snapshot('whole');
      this.room.abandon();
      return snapshot;
    });
  }

  /** `held`: the seat is known and not reached at the moment. */
  standingOf(seat: string): 'connected' | 'held' | null {
    const known = this.room.core.seats.withId(seat);
    if (!known) return null;
    return known.line ? 'connected' : 'held';
  }

  /** Reaches a seat over a line, and tells it that it has missed something, and the whole room. */
  reattach(seatId: string, line: Line, reason: 'state_lost' | 'too_old'): void {
    const { core } = this.room;
    const seat = core.seats.withId(seatId);
    if (!seat || !core.isOpen) return;
    const wasAway = seat.line === null;
    core.attach(seat, line);
    core.lane.say(seat, { type: 'resync_required', reason });
    resync(core, seat, undefined);
    if (!wasAway) return;
    core.tellPlayer(seat);
    core.house.signals.joined(this.roomId, seat.playerId);
  }

  /** Connected seats that are reached over lines to a node. */
  seatsOn(node: string): ReachedSeat[] {
    const reached: ReachedSeat[] = [];
    for (const { id, encoding, line } of this.room.core.seats.all())
      if (line?.node === node) reached.push({ seat: id, encoding, line });
    return reached;
  }
}

/** The rooms of this node, as the cluster sees them. */
@Injectable()
export class NearRooms {
  constructor(private readonly registry: RoomRegistry) {}

  get size(): number {
    return this.registry.size;
  }

  byId(roomId: string): NearRoom | null {
    const room = this.registry.byRoomId(roomId);
    return room && new NearRoom(room);
  }

  /** Rooms of a game in which a player has a seat. */
  withPlayer(gameId: string, playerId: string): RoomInfo[] {
    return this.all()
      .filter(({ room }) => room.gameId === gameId && room.core.isOpen && room.core.seats.of(playerId))
      .map(({ room }) => room.core.info());
  }

  /** What is told of a room in lists; `null` when there is none, or when it is not listed. */
  listed(roomId: string): RoomInfo | null {
    return this.byId(roomId)?.listed ?? null;
  }

  listedIds(): string[] {
    return this.all()
      .filter(({ listed }) => listed !== null)
      .map(({ roomId }) => roomId);
  }

  all(): NearRoom[] {
    return Array.from(this.registry.all(), (room) => new NearRoom(room));
  }

  /** Goes on with a room of another node. Seats whose node has a line are reached over it, the others are held. */
  async restore(snapshot: RoomSnapshot, lineTo: (node: string) => Line | null): Promise<NearRoom> {
    const room = this.registry.adopt(snapshot.identity, snapshot.settings);
    try {
      await fill(room, snapshot, lineTo);
    } catch (error) {
      room.abandon();
      throw error;
    }
    return new NearRoom(room);
  }
}
