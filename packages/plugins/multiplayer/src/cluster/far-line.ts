import type { Prepared } from '@aethex/core';
import type { CloseReason, Encoding } from '@aethex/protocol';
import type { Lane, Line } from '../edge/line.js';
import type { Links } from './link/links.js';
import type { Portion } from './link/messages.js';
import type { Present } from './link/verbs.js';

interface FarSeat {
  readonly slot: number;
  readonly encoding: Encoding;
}

/** The way from a room of this node to its seats on another one: one message for each frame. */
export class FarLine implements Line {
  private readonly seats = new Map<string, FarSeat>();
  /** Monotonic milliseconds when the other node last told whose sockets it holds. */
  heardAt = performance.now();

  constructor(
    readonly node: string,
    private readonly room: string,
    /** The fence the room is owned by at the moment; `null` when another node may have it. */
    private readonly fence: () => number | null,
    private readonly links: Links,
  ) {}

  add([seat, slot, encoding]: Present): void {
    this.seats.set(seat, { slot, encoding });
  }

  remove(seat: string): void {
    this.seats.delete(seat);
  }

  has(seat: string): boolean {
    return this.seats.has(seat);
  }

  get size(): number {
    return this.seats.size;
  }

  present(): Present[] {
    return [...this.seats].map(([seat, { slot, encoding }]) => [seat, slot, encoding]);
  }

  deliver(seats: readonly string[], frame: Prepared, lane: Lane): void {
    const fence = this.fence();
    // Whoever owns the room now tells these seats the whole of it.
    if (fence === null) return;
    const json = this.portion(seats, frame, 'json');
    const msgpack = this.portion(seats, frame, 'msgpack');
    if (!json && !msgpack) return;
    this.links.send(this.node, {
      t: 'deliver',
      room: this.room,
      fence,
      lane,
      ...(json && { json }),
      ...(msgpack && { msgpack }),
    });
  }

  release(seat: string, close?: CloseReason): void {
    const slot = this.seats.get(seat)?.slot;
    const fence = this.fence();
    this.seats.delete(seat);
    if (slot === undefined || fence === null) return;
    this.links.send(this.node, { t: 'release', room: this.room, fence, slot, ...(close && { close }) });
  }

  /** What follows for these seats is whole again. */
  healed(seats: readonly string[]): void {
    const fence = this.fence();
    const slots = seats.flatMap((seat) => this.seats.get(seat)?.slot ?? []);
    if (fence !== null) this.links.send(this.node, { t: 'healed', room: this.room, fence, slots });
  }

  /** The room does not know these seats. */
  gone(slots: readonly number[]): void {
    const fence = this.fence();
    if (fence !== null) this.links.send(this.node, { t: 'gone', room: this.room, fence, slots });
  }

  /** The room is on another node from now on. */
  moved(fence: number): void {
    this.links.send(this.node, { t: 'moved', room: this.room, fence });
  }

  private portion(seats: readonly string[], frame: Prepared, encoding: Encoding): Portion | null {
    const slots: number[] = [];
    for (const seat of seats) {
      const far = this.seats.get(seat);
      if (far?.encoding === encoding) slots.push(far.slot);
    }
    return slots.length === 0 ? null : [slots, frame.bytes(encoding)];
  }
}
