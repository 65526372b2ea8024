import type { FrameHandler, Peer, Resume } from '@aethex/core';
import { closeCodes, houseError, type LeaveReason, type RealtimeFrame } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { HandOver } from '../cluster/hand-over.js';
import { MultiplayerMetrics } from '../multiplayer.metrics.js';
import { Edge } from './edge.js';
import { Presence } from './presence.js';

/** Sockets closed with these give their seat up: the player may not come back. */
const forGood: ReadonlySet<number> = new Set([
  closeCodes.session_revoked.code,
  closeCodes.account_deleted.code,
  closeCodes.forbidden.code,
]);

/** Handles the frames of multiplayer that sockets of this node send. */
@Injectable()
export class RoomFrames implements FrameHandler {
  constructor(
    private readonly edge: Edge,
    private readonly presence: Presence,
    private readonly metrics: MultiplayerMetrics,
    private readonly handOver: HandOver,
  ) {}

  handle(peer: Peer, sent: { readonly type: string }): void | Promise<void> {
    const frame = sent as RealtimeFrame;
    switch (frame.type) {
      case 'join_room':
        return this.edge.join(peer, frame);
      case 'leave_room':
        return this.edge.leave(peer, frame.id);
      case 'state_update':
      case 'player_state_update':
        return this.edge.takeState(peer, frame.data, frame.timestamp, 0);
      default:
        return this.edge.take(peer, frame);
    }
  }

  hot(peer: Peer, { data, timestamp }: Readonly<Record<string, unknown>>, raw: Uint8Array): void {
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      throw houseError('request.invalid', { field: 'data', reason: 'must be an object' });
    if (timestamp !== undefined && typeof timestamp !== 'number')
      throw houseError('request.invalid', { field: 'timestamp', reason: 'must be a number' });
    this.edge.takeState(peer, data as Readonly<Record<string, unknown>>, timestamp, raw.length);
  }

  async resume(peer: Peer, { token }: Resume): Promise<boolean> {
    const may = await this.edge.mayResume(peer, token);
    if (!may) this.metrics.resumed('expired');
    return may;
  }

  async resumed(peer: Peer, { token, seq }: Resume): Promise<void> {
    if (await this.edge.resume(peer, token, seq)) return;
    this.metrics.resumed('expired');
    peer.send({ type: 'resync_required', reason: 'seat_expired' } as { type: string });
  }

  /** Rooms go on elsewhere before their sockets are sent after them. */
  draining(): Promise<void> {
    return this.handOver.run();
  }

  opened(peer: Peer): void {
    this.presence.opened(peer);
  }

  closed(peer: Peer, code: number): void {
    const reason: LeaveReason | null = forGood.has(code) ? 'session_ended' : null;
    this.edge.closed(peer, reason);
    this.presence.closed(peer);
  }
}
