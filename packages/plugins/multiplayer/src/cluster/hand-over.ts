import { Logger } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { Edge } from '../edge/edge.js';
import type { Line } from '../edge/line.js';
import type { RoomDoor } from '../rooms/room-door.js';
import { VoiceDesk } from '../rtc/voice-desk.js';
import { Adoption } from './adoption.js';
import { ClusterMetrics } from './cluster-metrics.js';
import { Directory } from './directory.js';
import { EdgeDesk } from './edge-desk.js';
import type { FarRoom } from './far-room.js';
import { FarLines } from './far-lines.js';
import { Asking } from './link/asking.js';
import type { Moving, Present } from './link/verbs.js';
import { NearRooms, type NearRoom } from './near-rooms.js';
import { Ownership } from './ownership.js';
import { Revival } from './revival.js';
import type { RoomSnapshot } from './room-snapshot.js';
import { relayUnavailable } from './rules/said-error.js';
import { Ways } from './ways.js';

/** Rooms that move at once. */
const together = 32;

/** Gives the rooms of a node that leaves to others; nobody in them notices. */
@Injectable()
export class HandOver {
  /** Rooms that end here and go on elsewhere. */
  private readonly leaving = new Set<string>();

  constructor(
    private readonly directory: Directory,
    private readonly rooms: NearRooms,
    private readonly ways: Ways,
    private readonly lines: FarLines,
    private readonly edge: Edge,
    private readonly asking: Asking,
    private readonly ownership: Ownership,
    private readonly revival: Revival,
    private readonly edgeDesk: EdgeDesk,
    private readonly voices: VoiceDesk,
    private readonly adoption: Adoption,
    private readonly metrics: ClusterMetrics,
    private readonly log: Logger,
  ) {}

  /** Whether a room that ends here does so because it moves. */
  isLeaving(roomId: string): boolean {
    return this.leaving.has(roomId);
  }

  /** Moves all rooms to nodes that stay. Without any they end with this one. */
  async run(): Promise<void> {
    await this.directory.leave();
    const nodes = this.directory.staying();
    if (nodes.length > 0) await this.adoption.end();
    const waiting = this.rooms.all();
    if (nodes.length === 0 || waiting.length === 0) return;
    let moved = 0;
    const lane = async (): Promise<void> => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const first = moved++ % nodes.length;
        await this.move(next, [...nodes.slice(first), ...nodes.slice(0, first)]);
      }
    };
    await Promise.all(Array.from({ length: together }, lane));
    this.log.info({ rooms: moved, nodes: nodes.length }, 'rooms were handed over');
  }

  /** Another node owns a room that was this one's: the copy here ends at once, and its sockets go there. */
  async follow(near: NearRoom): Promise<void> {
    const { roomId, gameId, room } = near;
    const way = this.ways.near(room);
    const far = this.ways.far(roomId, gameId, { node: this.edge.node, fence: 0 });
    this.present(near, far);
    this.leaving.add(roomId);
    room.abandon();
    this.voices.forget(roomId);
    this.lines.forget(roomId);
    this.revival.leave(roomId);
    way.target = far;
    this.leaving.delete(roomId);
    this.metrics.moved('lost');
    await this.edgeDesk.lookAfter(way);
  }

  private async move(near: NearRoom, nodes: readonly string[]): Promise<void> {
    const { roomId } = near;
    const open = this.ways.near(near.room).hold();
    this.leaving.add(roomId);
    try {
      const snapshot = await near.retire();
      open(snapshot ? await this.settle(near, snapshot, nodes) : near.room);
    } catch (error) {
      open(near.room);
      this.log.error({ err: error }, 'a room was lost when it was handed over');
    } finally {
      this.leaving.delete(roomId);
    }
  }

  /** Where a room is after the attempt to give it away: elsewhere, or here again. */
  private async settle(near: NearRoom, snapshot: RoomSnapshot, nodes: readonly string[]): Promise<RoomDoor> {
    try {
      const far = await this.give(near, snapshot, nodes);
      if (far) return far;
    } catch (error) {
      this.log.warn({ err: error }, 'a room could not be handed over; it stays');
    }
    const lineTo = (node: string): Line =>
      node === this.edge.node ? this.edge : this.lines.to(near.roomId, node);
    return (await this.rooms.restore(snapshot, lineTo)).room;
  }

  /** Gives a room to the first node that takes it; `null` when none did and this one has it again. */
  private async give(
    near: NearRoom,
    snapshot: RoomSnapshot,
    nodes: readonly string[],
  ): Promise<FarRoom | null> {
    const { roomId } = near;
    const passed = await this.ownership.pass(roomId, nodes[0] ?? '');
    if (!passed) throw relayUnavailable();
    let { claim } = passed;
    const way = this.ways.near(near.room);
    for (const [index, node] of nodes.entries()) {
      if (index > 0) claim = (await this.ownership.passAgain(claim, node)) ?? claim;
      const far = this.ways.far(roomId, near.gameId, { node, fence: claim.fence });
      const voice = this.voices.snapshot(roomId);
      const present = this.present(near, far);
      way.next = far;
      if (!(await this.isTaken(far, { ...passed, snapshot, claim, voice, present }))) continue;
      this.lines.forget(roomId, claim.fence);
      this.revival.leave(roomId);
      this.voices.forget(roomId);
      this.metrics.moved('given');
      return far;
    }
    way.next = null;
    const back = await this.ownership.passAgain(claim, this.edge.node);
    if (back) this.ownership.adopt(snapshot.identity, back, null);
    return null;
  }

  private async isTaken(far: FarRoom, moving: Moving): Promise<boolean> {
    try {
      await this.asking.ask(far.owner.node, { room: far.roomId, fence: far.owner.fence }, 'adopt', [moving]);
      return true;
    } catch (error) {
      this.log.warn({ err: error, node: far.owner.node }, 'a node did not take a room');
      return false;
    }
  }

  /** All seats of other nodes, and those of this one, which are now on another node themselves. */
  private present(near: NearRoom, far: FarRoom): Moving['present'] {
    const here = near
      .seatsOn(this.edge.node)
      .map(({ seat, encoding, line }): Present => [seat, far.seat(seat, encoding, line), encoding]);
    return [...this.lines.present(near.roomId), [this.edge.node, here]];
  }
}
