import { Ids, Nodes, type Peer, type Prepared } from '@aethex/core';
import { houseError, isAethexError, roomError, type CloseReason, type LeaveReason } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { Doors } from '../rooms/doors.js';
import type { MemberFrame, RoomDoor } from '../rooms/room-door.js';
import { readResumeToken } from '../rooms/rules/resume-token.js';
import { quiet } from '../rooms/and-then.js';
import type { Lane, Line } from './line.js';
import { Misses } from './misses.js';

type Ref = string | number | undefined;

/** What binds a socket of this node to a seat of a room, wherever that lives. */
interface Binding {
  readonly seat: string;
  readonly peer: Peer;
  readonly door: RoomDoor;
  /** What the socket was bound to before, until this room has said its first word. */
  before: Binding | null;
  /** States were left out, because the reader was slow. */
  isBehind: boolean;
}

export interface JoinFrame {
  readonly id?: Ref;
  readonly room_id: string;
  readonly player_data?: Readonly<Record<string, unknown>> | undefined;
  readonly password?: string | undefined;
  readonly spectator?: boolean | undefined;
}

/** Milliseconds between two looks at readers that were too slow. */
const lookEvery = 50;

/** The sockets of this node and the seats they have: where rooms end and sockets begin. */
@Injectable()
export class Edge implements Line {
  readonly node: string;
  private readonly bySeat = new Map<string, Binding>();
  private readonly byPeer = new Map<Peer, Binding>();
  /** Whom an array of seats means, as long as nobody comes or goes: rooms use the same arrays again and again. */
  private meant = new WeakMap<readonly string[], readonly Binding[]>();
  private readonly behind = new Set<Binding>();
  private readonly misses: Misses;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    nodes: Nodes,
    private readonly ids: Ids,
    private readonly doors: Doors,
    private readonly config: MultiplayerConfig,
  ) {
    this.node = nodes.id;
    this.misses = new Misses(config.joinMisses);
  }

  deliver(seats: readonly string[], frame: Prepared, lane: Lane): void {
    for (const binding of this.bindingsOf(seats)) {
      if (binding.before) this.leaveBefore(binding);
      if (lane === 'event') binding.peer.write(frame);
      else this.deliverState(binding, frame);
    }
  }

  release(seat: string, close?: CloseReason): void {
    const binding = this.bySeat.get(seat);
    if (!binding) return;
    this.unbind(binding);
    if (close) binding.peer.close(close);
  }

  /** Takes a seat in a room. Whoever tries codes or passwords has to wait. */
  async join(peer: Peer, frame: JoinFrame): Promise<void> {
    const { id: playerId, gameId } = peer.identity;
    const wait = this.misses.wait(playerId, performance.now());
    if (wait > 0) throw houseError('request.rate_limited', { retry_after: wait }, { retryAfter: wait });
    try {
      const door = await this.doors.find(gameId, frame.room_id);
      const now = this.byPeer.get(peer);
      if (now?.door.roomId === door.roomId)
        return await door.take(now.seat, { type: 'resync', id: frame.id });
      await this.joinBy(door, peer, frame);
    } catch (error) {
      if (isAethexError(error) && ['rooms.not_found', 'rooms.password'].includes(error.code))
        this.misses.note(playerId, performance.now());
      throw error;
    }
  }

  async leave(peer: Peer, ref: Ref): Promise<void> {
    const { door, seat } = this.of(peer);
    await door.leave(seat, 'left', { ref });
  }

  take(peer: Peer, frame: MemberFrame): void | Promise<void> {
    const { door, seat } = this.of(peer);
    return door.take(seat, frame);
  }

  takeState(
    peer: Peer,
    data: Readonly<Record<string, unknown>>,
    timestamp: number | undefined,
    bytes: number,
  ): void {
    const { door, seat } = this.of(peer);
    door.takeState(seat, data, timestamp, bytes);
  }

  /** Whether the seat of a token is still there, whichever node has the room. */
  async mayResume(peer: Peer, token: string): Promise<boolean> {
    const claim = readResumeToken(token);
    if (!claim || claim.playerId !== peer.identity.id) return false;
    const door = await this.doors.find(peer.identity.gameId, claim.roomId).catch(() => null);
    return door !== null && (await door.mayResume(claim.playerId, claim.secret));
  }

  /** Binds the seat of a token to this socket. `false`: it is gone. */
  async resume(peer: Peer, token: string, seq: number): Promise<boolean> {
    const claim = readResumeToken(token);
    if (!claim || claim.playerId !== peer.identity.id) return false;
    const door = await this.doors.find(peer.identity.gameId, claim.roomId).catch(() => null);
    if (!door) return false;
    const binding = this.bind(peer, door);
    const request = { ...reachOf(binding), secret: claim.secret, seq };
    const isBack = await door.resume(request, this);
    if (!isBack) this.unbind(binding);
    else if (!peer.isOpen) door.drop(binding.seat);
    return isBack;
  }

  /** The socket is gone: its seat is held, or given up with a reason. */
  closed(peer: Peer, reason: LeaveReason | null): void {
    const binding = this.byPeer.get(peer);
    if (!binding) return;
    this.unbind(binding);
    if (reason === null) binding.door.drop(binding.seat);
    else void quiet(binding.door.leave(binding.seat, reason));
    const { before } = binding;
    if (!before) return;
    this.unbind(before);
    before.door.drop(before.seat);
  }

  private async joinBy(door: RoomDoor, peer: Peer, frame: JoinFrame): Promise<void> {
    const binding = this.bind(peer, door);
    try {
      await door.join(
        {
          ...reachOf(binding),
          gameId: peer.identity.gameId,
          playerData: frame.player_data ?? {},
          password: frame.password,
          isSpectator: frame.spectator ?? false,
          ref: frame.id,
        },
        this,
      );
    } catch (error) {
      this.backTo(binding);
      throw error;
    }
    if (!peer.isOpen) door.drop(binding.seat);
  }

  private bind(peer: Peer, door: RoomDoor): Binding {
    const before = this.byPeer.get(peer) ?? null;
    const binding: Binding = { seat: this.ids.next(), peer, door, before, isBehind: false };
    this.bySeat.set(binding.seat, binding);
    this.byPeer.set(peer, binding);
    this.meant = new WeakMap();
    return binding;
  }

  private bindingsOf(seats: readonly string[]): readonly Binding[] {
    const known = this.meant.get(seats);
    if (known) return known;
    const some = seats.map((seat) => this.bySeat.get(seat)).filter((one) => one !== undefined);
    this.meant.set(seats, some);
    return some;
  }

  /** A room let nobody in: the socket stays where it was. */
  private backTo(binding: Binding): void {
    const { before, peer } = binding;
    this.unbind(binding);
    binding.before = null;
    if (before && peer.isOpen && this.bySeat.has(before.seat)) this.byPeer.set(peer, before);
  }

  private unbind(binding: Binding): void {
    this.bySeat.delete(binding.seat);
    this.behind.delete(binding);
    this.meant = new WeakMap();
    if (this.byPeer.get(binding.peer) === binding) this.byPeer.delete(binding.peer);
  }

  /** A socket is in one room: the new one has spoken, so the old one is left. */
  private leaveBefore(binding: Binding): void {
    const { before, peer } = binding;
    binding.before = null;
    if (!before || !this.bySeat.has(before.seat)) return;
    this.unbind(before);
    if (before.door.roomId !== binding.door.roomId) {
      peer.send({ type: 'room_left', room_id: before.door.roomId, reason: 'switched' } as { type: string });
      void quiet(before.door.leave(before.seat, 'switched'));
    }
  }

  private deliverState(binding: Binding, frame: Prepared): void {
    const { peer } = binding;
    if (binding.isBehind) return;
    if (peer.buffered <= this.config.slowReader) return peer.write(frame);
    binding.isBehind = true;
    this.behind.add(binding);
    this.looking ??= setInterval(() => this.look(), lookEvery).unref();
  }

  /** Whoever has caught up gets a whole frame next. */
  private look(): void {
    for (const binding of this.behind) {
      if (binding.peer.buffered > this.config.slowReader / 2) continue;
      this.behind.delete(binding);
      binding.isBehind = false;
      binding.door.missed(binding.seat);
    }
    if (this.behind.size > 0) return;
    clearInterval(this.looking);
    this.looking = undefined;
  }

  private of(peer: Peer): Binding {
    const binding = this.byPeer.get(peer);
    if (!binding) throw roomError('not_joined');
    return binding;
  }
}

const reachOf = ({ seat, peer }: Binding) => ({
  seat,
  playerId: peer.identity.id,
  encoding: peer.encoding,
  features: [...peer.features],
});
