import type { LeaveReason, RealtimeFrame, RoomInfo } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import type { Actor, RoomAsk } from './room-ask.js';
import type { JoinRequest, ResumeRequest } from './seat.js';

/** A frame a member sends, except those that go to the edge itself and states. */
export type MemberFrame = Exclude<
  RealtimeFrame,
  { type: 'join_room' | 'leave_room' | 'state_update' | 'player_state_update' }
>;

/**
 * The way into a room, wherever it lives. What the room has to say to a seat travels over the line that was given when
 * the seat was taken, in one order for all; only refusals come back as errors of the call.
 */
export interface RoomDoor {
  readonly roomId: string;
  readonly gameId: string;
  /** Takes a seat; `room_joined` is the first frame on the line. Fails with an AethexError and leaves nothing behind. */
  join(request: JoinRequest, line: Line): void | Promise<void>;
  /** Whether the seat of a resume token is still held. Holds it for some seconds more if so. */
  mayResume(playerId: string, secret: string): boolean | Promise<boolean>;
  /** Binds a held seat to a new socket, and replays what was missed or sends the whole room. `false`: the seat is gone. */
  resume(request: ResumeRequest, line: Line): boolean | Promise<boolean>;
  /** Handles a frame of a member, after those before it. Fails with an AethexError that is to be answered. */
  take(seat: string, frame: MemberFrame): void | Promise<void>;
  /** A state of a member. `bytes` is the size of the frame it came in. */
  takeState(
    seat: string,
    data: Readonly<Record<string, unknown>>,
    timestamp: number | undefined,
    bytes: number,
  ): void;
  /** The reader was slow and missed states: the next state frame is to be whole. */
  missed(seat: string): void;
  /** The socket of a seat is gone; the seat is held. */
  drop(seat: string): void;
  /** The player gives the seat up. `tell` says whether they are to hear `room_left`. */
  leave(
    seat: string,
    reason: LeaveReason,
    tell?: { readonly ref?: string | number | undefined },
  ): void | Promise<void>;
  /** A call of the contract about this room, or of another part of the server. */
  ask<A extends RoomAsk>(ask: A, actor: Actor): Promise<unknown>;
}

/** Knows the way to rooms of other nodes. */
export interface RemoteDoors {
  /** The way to a room of this node, which leads on when the room moves. */
  near(room: RoomDoor): RoomDoor;
  /** The way to a room by id or code, or `null`. */
  find(gameId: string, idOrCode: string): Promise<RoomDoor | null>;
  /** Public rooms of other nodes. */
  listed(gameId: string): readonly RoomInfo[];
  /** Rooms of other nodes in which the player has a seat. */
  roomsOf(gameId: string, playerId: string): Promise<readonly RoomInfo[]>;
}
