import { Prepared } from '@aethex/core';
import type { Encoding } from '@aethex/protocol';
import { isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { FarRoom } from './far-room.js';
import { NotOwner } from './link/asking.js';
import type { Addressed, Deliver, Gone, Healed, Portion, Release } from './link/messages.js';
import type { Way } from './way.js';
import { turnOut } from './turn-out.js';
import { Ways } from './ways.js';

/** Bytes that another node has framed. */
class Framed extends Prepared {
  constructor(private readonly framed: Buffer) {
    super({});
  }

  override bytes(_: Encoding): Buffer {
    return this.framed;
  }
}

/** Brings sockets of this node what rooms of other nodes have to say, and looks after the rooms that are silent. */
@Injectable()
export class EdgeDesk {
  constructor(private readonly ways: Ways) {}

  deliver(from: string, { lane, json, msgpack, ...at }: Deliver): void {
    const room = this.heard(from, at);
    if (!room) return;
    const write = ([slots, bytes]: Portion): void => {
      const frame = new Framed(Buffer.from(bytes));
      for (const [line, seats] of room.hearing(slots)) line.deliver(seats, frame, lane);
    };
    if (json) write(json);
    if (msgpack) write(msgpack);
  }

  release(from: string, message: Release): void {
    const room = this.heard(from, message);
    const found = room?.at(message.slot);
    if (!room || !found) return;
    room.forget(found.seat);
    found.line.release(found.seat, message.close);
  }

  healed(from: string, message: Healed): void {
    this.heard(from, message)?.heal(message.slots);
  }

  /** The room knows these seats no more: they were held for too long. */
  gone(from: string, message: Gone): void {
    const room = this.heard(from, message);
    for (const slot of message.slots) {
      const found = room?.at(slot);
      if (room && found) turnOut(room, found.seat, 'dropped');
    }
  }

  moved(from: string, { room: roomId }: Addressed): void {
    const way = this.ways.to(roomId);
    if (way && this.ways.farOf(roomId)?.owner.node === from) void this.lookAfter(way);
  }

  /** Something that a node sent was lost: whoever sits in its rooms may have missed something. */
  missed(from: string): void {
    for (const [, room] of this.ways.allFar()) if (room.owner.node === from) room.deafen();
  }

  /** Tells the owners whose sockets are here, and finds those again that moved or are dead. */
  async rollCall(): Promise<void> {
    this.ways.tidy();
    await Promise.all([...this.ways.allFar()].map(([way, room]) => this.call(way, room)));
  }

  private async call(way: Way, room: FarRoom): Promise<void> {
    try {
      await room.present();
    } catch (error) {
      if (error instanceof NotOwner || isUnavailable(error)) await this.lookAfter(way);
      else throw error;
    }
  }

  /** Finds a room again; when it is nowhere, its members here are told. */
  async lookAfter(way: Way): Promise<void> {
    try {
      await this.ways.look(way);
    } catch (error) {
      if (!isAethexError(error) || error.code !== 'rooms.not_found') return;
      const room = this.ways.farOf(way.roomId);
      if (room) for (const [seat] of room.all()) turnOut(room, seat, 'closed');
      this.ways.forget(way.roomId);
    }
  }

  /** The room, when its owner speaks: whoever owned it by an older claim is not heard any more. */
  private heard(from: string, { room: roomId, fence }: Addressed): FarRoom | null {
    const room = this.ways.farOf(roomId);
    if (!room || fence < room.owner.fence) return null;
    if (fence > room.owner.fence) room.owner = { node: from, fence };
    return room.owner.node === from ? room : null;
  }
}

const isUnavailable = (error: unknown): boolean => isAethexError(error) && error.kind === 'unavailable';
