import type { LeaveReason, RoomInfo, RoomPlayer } from '@aethex/protocol';
import { changeProperties } from './properties.js';
import type { RoomCore } from './room-core.js';
import type { RoomContext } from './room-handler.js';
import type { Seat } from './seat.js';

export interface ContextEnds {
  remove(seat: Seat, reason: LeaveReason): void;
  close(): void;
}

/** A room as its handler sees it. What a handler does after the room has ended does nothing. */
export class HandlerContext implements RoomContext {
  state: unknown;

  constructor(
    private readonly core: RoomCore,
    private readonly ends: ContextEnds,
  ) {}

  get info(): RoomInfo {
    return this.core.info();
  }

  get players(): readonly RoomPlayer[] {
    return this.core.members();
  }

  send(channel: string, data: unknown, to?: readonly string[]): void {
    if (!this.core.isOpen) return;
    const server_ts = this.core.house.now();
    this.core.lane.tell({ type: 'message', from: 'server', channel, data, server_ts }, only(to));
  }

  rpc(method: string, args: readonly unknown[], to?: readonly string[]): void {
    if (!this.core.isOpen) return;
    this.core.lane.tell({ type: 'rpc', from: 'server', method, args: [...args] }, only(to));
  }

  states(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    return this.core.sync.full();
  }

  setState(id: string, data: Readonly<Record<string, unknown>>): void {
    if (this.core.isOpen) this.core.sync.take(id, data);
  }

  setProperties(properties: Readonly<Record<string, unknown>>): void {
    if (this.core.isOpen) changeProperties(this.core, properties);
  }

  setGroups(playerId: string, groups: readonly string[]): void {
    const seat = this.core.seats.of(playerId);
    if (seat && this.core.isOpen) this.core.setGroups(seat, groups);
  }

  kick(playerId: string): void {
    const seat = this.core.seats.of(playerId);
    if (seat && this.core.isOpen) this.ends.remove(seat, 'kicked');
  }

  lock(locked: boolean): void {
    if (this.core.isOpen) this.core.applySettings({ ...this.core.settings, locked });
  }

  close(): void {
    this.ends.close();
  }
}

const only = (to: readonly string[] | undefined): ReadonlySet<string> | null => (to ? new Set(to) : null);
