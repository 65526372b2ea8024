import type { Encoding, LeaveReason } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import type { Actor, RoomAsk } from '../rooms/room-ask.js';
import type { MemberFrame, RoomDoor } from '../rooms/room-door.js';
import type { JoinRequest, ResumeRequest } from '../rooms/seat.js';
import type { VoiceAsk } from '../rtc/voice-ask.js';
import type { Asking } from './link/asking.js';
import type { Links } from './link/links.js';
import type { Notes, Present, Verbs } from './link/verbs.js';

/** Who owns a room, by which claim. */
export interface Owner {
  readonly node: string;
  readonly fence: number;
}

/** A socket of this node with a seat in a room elsewhere. */
interface Local {
  readonly seat: string;
  readonly slot: number;
  readonly encoding: Encoding;
  readonly line: Line;
  /** Something for it was lost: it hears nothing until the owner says that all is whole again. */
  isDeaf: boolean;
}

interface Wires {
  readonly links: Links;
  readonly asking: Asking;
  readonly nextSlot: () => number;
}

/** A room of another node, as seen from the node of a socket. Fails with `NotOwner` when the room has moved. */
export class FarRoom implements RoomDoor {
  private readonly seats = new Map<string, Local>();
  private readonly slots = new Map<number, Local>();

  constructor(
    readonly roomId: string,
    readonly gameId: string,
    public owner: Owner,
    private readonly wires: Wires,
  ) {}

  async join(request: JoinRequest, line: Line): Promise<void> {
    const slot = this.seat(request.seat, request.encoding, line);
    try {
      await this.call('join', [request, slot]);
    } catch (error) {
      this.forget(request.seat);
      throw error;
    }
  }

  async mayResume(playerId: string, secret: string): Promise<boolean> {
    return (await this.call('mayResume', [playerId, secret])) === true;
  }

  async resume(request: ResumeRequest, line: Line): Promise<boolean> {
    const slot = this.seat(request.seat, request.encoding, line);
    try {
      const isBack = (await this.call('resume', [request, slot])) === true;
      if (!isBack) this.forget(request.seat);
      return isBack;
    } catch (error) {
      this.forget(request.seat);
      throw error;
    }
  }

  async take(seat: string, frame: MemberFrame): Promise<void> {
    await this.call('take', [seat, frame]);
  }

  takeState(
    seat: string,
    data: Readonly<Record<string, unknown>>,
    timestamp: number | undefined,
    bytes: number,
  ): void {
    this.note('state', [seat, data, timestamp ?? null, bytes]);
  }

  missed(seat: string): void {
    this.note('missed', [seat]);
  }

  drop(seat: string): void {
    this.forget(seat);
    this.note('drop', [seat]);
  }

  async leave(
    seat: string,
    reason: LeaveReason,
    tell?: { readonly ref?: string | number | undefined },
  ): Promise<void> {
    await this.call('leave', [seat, reason, tell ?? null]);
    this.forget(seat);
  }

  ask<A extends RoomAsk>(ask: A, actor: Actor): Promise<unknown> {
    return this.call('ask', [ask, actor]);
  }

  /** A question about the voice of the room. */
  askVoice(ask: VoiceAsk, actor: Actor): Promise<unknown> {
    return this.call('voice', [ask, actor]);
  }

  /** Tells the owner whose sockets are here, and asks again for what was lost. */
  async present(): Promise<void> {
    await this.call('here', [this.all()]);
    const deaf = [...this.seats.values()].filter(({ isDeaf }) => isDeaf);
    if (deaf.length > 0) this.note('heal', [deaf.map(({ seat }) => seat)]);
  }

  /** Sockets of this node with a seat in the room. */
  all(): Present[] {
    return [...this.seats.values()].map(({ seat, slot, encoding }) => [seat, slot, encoding]);
  }

  get size(): number {
    return this.seats.size;
  }

  lineOf(seat: string): Line | null {
    return this.seats.get(seat)?.line ?? null;
  }

  /** Gives a socket of this node a number the owner can call it by. */
  seat(seat: string, encoding: Encoding, line: Line): number {
    this.forget(seat);
    const local = { seat, slot: this.wires.nextSlot(), encoding, line, isDeaf: false };
    this.seats.set(seat, local);
    this.slots.set(local.slot, local);
    return local.slot;
  }

  forget(seat: string): void {
    const local = this.seats.get(seat);
    if (!local) return;
    this.seats.delete(seat);
    this.slots.delete(local.slot);
  }

  /** The seats behind numbers, by line: those that are here and miss nothing. */
  hearing(slots: readonly number[]): Map<Line, string[]> {
    const lines = new Map<Line, string[]>();
    for (const slot of slots) {
      const local = this.slots.get(slot);
      if (!local || local.isDeaf) continue;
      const some = lines.get(local.line);
      if (some) some.push(local.seat);
      else lines.set(local.line, [local.seat]);
    }
    return lines;
  }

  /** The seat behind a number, whatever it misses. */
  at(slot: number): { readonly seat: string; readonly line: Line } | null {
    return this.slots.get(slot) ?? null;
  }

  /** Frames of the owner were lost. Nobody hears anything until it is whole again. */
  deafen(): void {
    if (this.seats.size === 0) return;
    for (const local of this.seats.values()) local.isDeaf = true;
    this.note('heal', [[...this.seats.keys()]]);
  }

  heal(slots: readonly number[]): void {
    for (const slot of slots) {
      const local = this.slots.get(slot);
      if (local) local.isDeaf = false;
    }
  }

  private call<V extends keyof Verbs>(verb: V, args: Verbs[V]): Promise<unknown> {
    const { node, fence } = this.owner;
    return this.wires.asking.ask(node, { room: this.roomId, fence }, verb, args);
  }

  private note<V extends keyof Notes>(verb: V, args: Notes[V]): void {
    const { node, fence } = this.owner;
    this.wires.links.send(node, { t: 'note', room: this.roomId, fence, verb, args });
  }
}
