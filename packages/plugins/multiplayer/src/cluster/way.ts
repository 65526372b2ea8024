import { isAethexError, type LeaveReason } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import type { Actor, RoomAsk } from '../rooms/room-ask.js';
import type { MemberFrame, RoomDoor } from '../rooms/room-door.js';
import type { JoinRequest, ResumeRequest } from '../rooms/seat.js';
import { NotOwner } from './link/asking.js';
import { relayUnavailable } from './rules/said-error.js';

type State = Parameters<RoomDoor['takeState']>;

/** Moves of a room that one call goes along with. */
const mostMoves = 3;
/** States that wait while a room moves; the newest of them count. */
const mostStates = 5_000;

/**
 * The way from this node to one room, wherever it is. While the room moves everything waits, and then goes on to where
 * it is now, in its order.
 */
export class Way implements RoomDoor {
  private gate: Promise<void> | null = null;
  private states: State[] = [];
  /** Where the room is being taken while it moves: it speaks from there before this node hears that it was taken. */
  next: RoomDoor | null = null;

  constructor(
    public target: RoomDoor,
    /** Looks where the room is now, and fails when it is nowhere. */
    private readonly look: (way: Way) => Promise<void>,
  ) {}

  get roomId(): string {
    return this.target.roomId;
  }

  get gameId(): string {
    return this.target.gameId;
  }

  /** Resolves when the room does not move; `null` when it does not. */
  get moving(): Promise<void> | null {
    return this.gate;
  }

  /**
   * Lets everything wait until the returned function says where the room is. When it was held again meanwhile, only the
   * last one can say so.
   */
  hold(): (target: RoomDoor) => void {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    this.gate = gate;
    return (target) => {
      if (this.gate === gate) {
        this.target = target;
        this.next = null;
        this.gate = null;
      }
      for (const state of this.states.splice(0)) this.takeState(...state);
      open();
    };
  }

  join(request: JoinRequest, line: Line): void | Promise<void> {
    return this.through((room) => room.join(request, line));
  }

  mayResume(playerId: string, secret: string): boolean | Promise<boolean> {
    return this.through((room) => room.mayResume(playerId, secret));
  }

  resume(request: ResumeRequest, line: Line): boolean | Promise<boolean> {
    return this.through((room) => room.resume(request, line));
  }

  take(seat: string, frame: MemberFrame): void | Promise<void> {
    return this.through((room) => room.take(seat, frame));
  }

  takeState(...state: State): void {
    if (!this.gate) return this.target.takeState(...state);
    if (this.states.length < mostStates) this.states.push(state);
  }

  missed(seat: string): void {
    void this.quietly((room) => room.missed(seat));
  }

  drop(seat: string): void {
    void this.quietly((room) => room.drop(seat));
  }

  leave(
    seat: string,
    reason: LeaveReason,
    tell?: { readonly ref?: string | number | undefined },
  ): void | Promise<void> {
    return this.through((room) => room.leave(seat, reason, tell));
  }

  async ask<A extends RoomAsk>(ask: A, actor: Actor): Promise<unknown> {
    return this.through((room) => room.ask(ask, actor));
  }

  private through<T>(call: (room: RoomDoor) => T | Promise<T>): T | Promise<T> {
    if (this.gate) return this.follow(call);
    const { target } = this;
    const result = call(target);
    return result instanceof Promise ? this.watch(result, target, call) : result;
  }

  /** A call that came too late for its room goes on to where the room is now. */
  private async watch<T>(
    result: Promise<T>,
    asked: RoomDoor,
    call: (room: RoomDoor) => T | Promise<T>,
  ): Promise<T> {
    try {
      const value = await result;
      return value === false && this.hasLeft(asked) ? await this.follow(call) : value;
    } catch (error) {
      if (error instanceof NotOwner) await this.look(this);
      else if (!isStranger(error) || !this.hasLeft(asked)) throw error;
      return this.follow(call);
    }
  }

  private async follow<T>(call: (room: RoomDoor) => T | Promise<T>): Promise<T> {
    for (let moves = 0; moves < mostMoves; moves += 1) {
      while (this.gate) await this.gate;
      try {
        return await call(this.target);
      } catch (error) {
        if (!(error instanceof NotOwner)) throw error;
        await this.look(this);
      }
    }
    throw relayUnavailable();
  }

  private hasLeft(asked: RoomDoor): boolean {
    return this.gate !== null || this.target !== asked;
  }

  private async quietly(call: (room: RoomDoor) => void): Promise<void> {
    while (this.gate) await this.gate;
    call(this.target);
  }
}

/** What a room answers that has ended meanwhile. */
const isStranger = (error: unknown): boolean =>
  isAethexError(error) && ['rooms.not_joined', 'rooms.not_found'].includes(error.code);
