import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { FarLine } from './far-line.js';
import { Links } from './link/links.js';
import type { Present } from './link/verbs.js';
import type { NearRoom } from './near-rooms.js';
import { Ownership } from './ownership.js';

/** The lines from the rooms of this node to their members on others. */
@Injectable()
export class FarLines {
  private readonly rooms = new Map<string, Map<string, FarLine>>();

  constructor(
    private readonly links: Links,
    private readonly ownership: Ownership,
    private readonly config: MultiplayerConfig,
  ) {}

  to(roomId: string, node: string): FarLine {
    const lines = this.rooms.get(roomId) ?? new Map<string, FarLine>();
    this.rooms.set(roomId, lines);
    let line = lines.get(node);
    if (!line) {
      line = new FarLine(node, roomId, () => this.ownership.fenceOf(roomId), this.links);
      lines.set(node, line);
    }
    return line;
  }

  /** Seats a room has on other nodes. */
  present(roomId: string): (readonly [node: string, seats: readonly Present[]])[] {
    return [...(this.rooms.get(roomId)?.values() ?? [])].map((line) => [line.node, line.present()]);
  }

  /** The room has ended here, or has moved: in that case its members’ nodes are told so. */
  forget(roomId: string, movedUnder?: number): void {
    const lines = this.rooms.get(roomId);
    this.rooms.delete(roomId);
    if (movedUnder === undefined) return;
    for (const line of lines?.values() ?? []) if (line.size > 0) line.moved(movedUnder);
  }

  /** A node tells whose sockets it holds: whoever is missing is gone, and who was thought to be gone is back. */
  rollCall(room: NearRoom, node: string, present: readonly Present[]): void {
    const line = this.to(room.roomId, node);
    line.heardAt = performance.now();
    const here = new Set(present.map(([seat]) => seat));
    for (const { seat } of room.seatsOn(node)) if (!here.has(seat)) this.lose(room, line, seat);
    const gone = present.filter((one) => !this.welcome(room, line, one)).map(([, slot]) => slot);
    if (gone.length > 0) line.gone(gone);
  }

  /** Frames for these seats were lost: they are told the whole room. */
  heal(room: NearRoom, node: string, seats: readonly string[]): void {
    const line = this.to(room.roomId, node);
    const known = seats.filter((seat) => line.has(seat) && room.standingOf(seat) !== null);
    line.healed(known);
    for (const seat of known) room.reattach(seat, line, 'too_old');
  }

  /** Heals all that may have missed something while this node could not be sure of the room. */
  healAll(room: NearRoom): void {
    for (const line of this.rooms.get(room.roomId)?.values() ?? [])
      this.heal(
        room,
        line.node,
        line.present().map(([seat]) => seat),
      );
  }

  /** Holds the seats of nodes that are not heard of any more. */
  sweep(byId: (roomId: string) => NearRoom | null): void {
    const silent = performance.now() - this.config.lease * 1000;
    for (const [roomId, lines] of this.rooms) {
      const room = byId(roomId);
      if (!room) this.rooms.delete(roomId);
      else
        for (const line of lines.values())
          if (line.size > 0 && line.heardAt < silent)
            for (const [seat] of line.present()) this.lose(room, line, seat);
    }
  }

  private lose(room: NearRoom, line: FarLine, seat: string): void {
    line.remove(seat);
    room.room.drop(seat);
  }

  /** Whether the seat is one of the room. One that is about to be taken is. */
  private welcome(room: NearRoom, line: FarLine, present: Present): boolean {
    const [seat] = present;
    const standing = room.standingOf(seat);
    if (standing === null) return line.has(seat);
    line.add(present);
    if (standing === 'connected') return true;
    line.healed([seat]);
    room.reattach(seat, line, 'state_lost');
    return true;
  }
}
