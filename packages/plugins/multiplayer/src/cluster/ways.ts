import { Relay } from '@aethex/core';
import { roomError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import type { RoomDoor } from '../rooms/room-door.js';
import { readCode } from '../rooms/rules/room-code.js';
import type { Actor } from '../rooms/room-ask.js';
import type { VoiceAsk } from '../rtc/voice-ask.js';
import { FarRoom, type Owner } from './far-room.js';
import { Asking, NotOwner, patience } from './link/asking.js';
import { Links } from './link/links.js';
import { NearRooms, NearRoom } from './near-rooms.js';
import { codeName, roomName } from './ownership.js';
import { Revival } from './revival.js';
import { relayUnavailable } from './rules/said-error.js';
import { turnOut } from './turn-out.js';
import { Way } from './way.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The ways from this node to rooms: one for each room that it owns, or holds sockets of. */
@Injectable()
export class Ways {
  private readonly ways = new Map<string, Way>();
  private lastSlot = 0;
  /** Monotonic milliseconds when the relay was missed last. */
  private awayAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly relay: Relay,
    private readonly links: Links,
    private readonly asking: Asking,
    private readonly rooms: NearRooms,
    private readonly revival: Revival,
    private readonly config: MultiplayerConfig,
  ) {}

  /** The way to a room of this node. */
  near(room: RoomDoor): Way {
    return this.ways.get(room.roomId) ?? this.add(new Way(room, (way) => this.look(way)));
  }

  to(roomId: string): Way | null {
    return this.ways.get(roomId) ?? null;
  }

  /** A room elsewhere that this node has a way to, or hands over. */
  farOf(roomId: string): FarRoom | null {
    const way = this.ways.get(roomId);
    return way ? farAt(way) : null;
  }

  /** Rooms elsewhere that sockets of this node are in. */
  *allFar(): Iterable<readonly [Way, FarRoom]> {
    for (const way of this.ways.values()) {
      const far = farAt(way);
      if (far && far.size > 0) yield [way, far];
    }
  }

  /** A room of another node. */
  far(roomId: string, gameId: string, owner: Owner): FarRoom {
    const { links, asking } = this;
    return new FarRoom(roomId, gameId, owner, { links, asking, nextSlot: () => ++this.lastSlot });
  }

  async find(gameId: string, idOrCode: string): Promise<Way | null> {
    const roomId = await this.idOf(gameId, idOrCode);
    if (roomId === null) return null;
    const known = this.ways.get(roomId);
    if (known) return known.gameId === gameId ? known : null;
    const target = await this.locate(roomId, gameId);
    if (!target || target.gameId !== gameId) return null;
    return this.ways.get(roomId) ?? this.add(new Way(doorOf(target), (way) => this.look(way)));
  }

  /** Asks about the voice of a room elsewhere; `undefined` when there is no such room. */
  async askVoice(roomId: string, ask: VoiceAsk, actor: Actor): Promise<unknown> {
    const way = await this.find(actor.gameId, roomId);
    if (!way) return undefined;
    try {
      return await this.farOf(roomId)?.askVoice(ask, actor);
    } catch (error) {
      if (!(error instanceof NotOwner)) throw error;
      await this.look(way);
      return this.farOf(roomId)?.askVoice(ask, actor);
    }
  }

  /** Looks where a room is now, and takes the sockets of this node there. Fails when it is nowhere. */
  async look(way: Way): Promise<void> {
    if (way.moving) return way.moving;
    const old = way.target;
    const open = way.hold();
    try {
      const found = await this.locate(way.roomId, way.gameId);
      if (!found) throw roomError('not_found');
      open(this.follow(old, found));
    } catch (error) {
      open(old);
      throw error;
    }
  }

  /** The room is over, or nobody here needs the way any more. */
  forget(roomId: string): void {
    this.ways.delete(roomId);
  }

  /** Forgets ways that no socket uses. */
  tidy(): void {
    for (const [roomId, { target, moving }] of this.ways)
      if (!moving && target instanceof FarRoom && target.size === 0) this.ways.delete(roomId);
  }

  /** Whether the relay was away a short while ago, as far as this node has noticed. */
  private get isJustBack(): boolean {
    const awayAt = Math.max(this.awayAt, this.links.lostAt);
    return performance.now() - awayAt < this.config.lease * 1000 + patience;
  }

  private add(way: Way): Way {
    this.ways.set(way.roomId, way);
    return way;
  }

  /**
   * Where this node’s sockets are to go on. Those of a room that was revived here sit in it themselves from now on; those
   * of one that was handed over do already.
   */
  private follow(old: Way['target'], found: NearRoom | FarRoom): Way['target'] {
    if (!(old instanceof FarRoom)) return doorOf(found);
    if (found instanceof FarRoom) {
      old.owner = found.owner;
      return old;
    }
    for (const [seat] of old.all()) {
      const line = old.lineOf(seat);
      const standing = found.standingOf(seat);
      // What the snapshot is too old to know of has no seat any more.
      if (standing === null) turnOut(old, seat, 'dropped');
      else if (line && standing === 'held') found.reattach(seat, line, 'state_lost');
    }
    return found.room;
  }

  private async locate(roomId: string, gameId: string): Promise<NearRoom | FarRoom | null> {
    const owner = await this.holder(roomName(roomId));
    if (owner && owner.about !== gameId) return null;
    if (owner && owner.node !== this.links.node) return this.far(roomId, gameId, owner);
    const near = this.rooms.byId(roomId);
    if (near) return near;
    // This node has been given the room and does not have it yet, or gives it up at this moment.
    if (owner) throw relayUnavailable();
    // After an outage claims are over also of owners that are alive: they come first.
    if (this.isJustBack) throw relayUnavailable();
    return this.revived(roomId, gameId);
  }

  /** Of several nodes that miss a room one revives it; the others find it there. */
  private async revived(roomId: string, gameId: string): Promise<NearRoom | FarRoom | null> {
    const revived = await this.revival.revive(roomId, gameId);
    if (revived !== 'taken') return revived;
    const owner = await this.holder(roomName(roomId));
    if (!owner || owner.node === this.links.node) throw relayUnavailable();
    return this.far(roomId, gameId, owner);
  }

  private async idOf(gameId: string, idOrCode: string): Promise<string | null> {
    const code = readCode(idOrCode);
    if (code === null) return uuid.test(idOrCode.toLowerCase()) ? idOrCode.toLowerCase() : null;
    const claim = await this.holder(codeName(gameId, code));
    return claim?.about ?? this.revival.idOf(gameId, code);
  }

  private async holder(name: string) {
    try {
      return await this.relay.holder(name);
    } catch (error) {
      this.awayAt = performance.now();
      throw relayUnavailable(error);
    }
  }
}

const doorOf = (target: NearRoom | FarRoom): RoomDoor => (target instanceof FarRoom ? target : target.room);

const farAt = ({ next, target }: Way): FarRoom | null => {
  const door = next ?? target;
  return door instanceof FarRoom ? door : null;
};
