import { Injectable } from '@nestjs/common';
import { Edge } from '../edge/edge.js';
import type { Line } from '../edge/line.js';
import { VoiceDesk } from '../rtc/voice-desk.js';
import { ClusterMetrics } from './cluster-metrics.js';
import { Directory } from './directory.js';
import { FarLines } from './far-lines.js';
import type { Moving, Present } from './link/verbs.js';
import { NearRooms } from './near-rooms.js';
import { Ownership } from './ownership.js';
import { Revival } from './revival.js';
import { relayUnavailable } from './rules/said-error.js';
import { Ways } from './ways.js';

/** Takes the rooms that other nodes hand over, until this node leaves itself. */
@Injectable()
export class Adoption {
  private readonly adopting = new Set<Promise<void>>();
  private hasEnded = false;

  constructor(
    private readonly edge: Edge,
    private readonly rooms: NearRooms,
    private readonly ways: Ways,
    private readonly lines: FarLines,
    private readonly ownership: Ownership,
    private readonly revival: Revival,
    private readonly directory: Directory,
    private readonly voices: VoiceDesk,
    private readonly metrics: ClusterMetrics,
  ) {}

  /** Whether this node leaves, so that no room may come to it any more. */
  get isOver(): boolean {
    return this.hasEnded;
  }

  /** Takes nothing more; resolves when what was under way is here. */
  async end(): Promise<void> {
    this.hasEnded = true;
    await Promise.allSettled(this.adopting);
  }

  /** Goes on here with a room that another node hands over. */
  async adopt(moving: Moving): Promise<void> {
    if (this.hasEnded) throw relayUnavailable();
    const adopting = this.take(moving);
    this.adopting.add(adopting);
    await adopting.finally(() => this.adopting.delete(adopting));
  }

  private async take({ snapshot, claim, codeClaim, voice, present }: Moving): Promise<void> {
    const { roomId, gameId, code } = snapshot.identity;
    const way = this.ways.to(roomId);
    const open = way?.hold();
    this.ownership.adopt({ roomId, gameId, code }, claim, codeClaim);
    try {
      const seats = new Map(present);
      const room = await this.rooms.restore(snapshot, (node) =>
        node === this.edge.node ? this.edge : this.farLine(roomId, node, seats.get(node) ?? []),
      );
      this.voices.restore(roomId, voice);
      if (open) open(room.room);
      else this.ways.near(room.room);
      this.revival.note(roomId);
      this.directory.note(roomId);
      this.metrics.moved('taken');
    } catch (error) {
      if (way && open) open(way.target);
      this.ownership.disown(roomId);
      throw error;
    }
  }

  private farLine(roomId: string, node: string, seats: readonly Present[]): Line {
    const line = this.lines.to(roomId, node);
    for (const seat of seats) line.add(seat);
    line.heardAt = performance.now();
    return line;
  }
}
