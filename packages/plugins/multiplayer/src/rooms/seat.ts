import type { Encoding, RoomPlayer } from '@aethex/protocol';
import type { Line } from '../edge/line.js';

export type Role = RoomPlayer['role'];

/** Who asks to enter a room, and how they are reached. Plain data, so that it can come from another node. */
export interface JoinRequest {
  /** The id the edge gave the seat: unique among all sockets of all nodes and all joins of a socket. */
  readonly seat: string;
  readonly playerId: string;
  readonly gameId: string;
  readonly encoding: Encoding;
  /** `batch`, `delta` */
  readonly features: readonly string[];
  readonly playerData: Readonly<Record<string, unknown>>;
  readonly password?: string | undefined;
  readonly isSpectator: boolean;
  /** The `id` of the frame that asked. */
  readonly ref?: string | number | undefined;
}

/** Who comes back to a seat that is held. */
export interface ResumeRequest {
  readonly seat: string;
  readonly playerId: string;
  readonly encoding: Encoding;
  readonly features: readonly string[];
  /** What the resume token says. */
  readonly secret: string;
  /** The last `seq` the client has seen. */
  readonly seq: number;
}

/** A place in a room. A player has one at most; sockets come and go. */
export interface Seat {
  /** The id given by the edge of the socket that has the seat, or had it last. */
  id: string;
  readonly playerId: string;
  role: Role;
  playerData: Readonly<Record<string, unknown>>;
  groups: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** Events up to this one happened before the player came and are none of theirs. */
  since: number;
  /** The highest `n` that was handled. */
  handled: number;
  /** Goes into the resume token. */
  secret: string;
  /** `null` while the connection is broken. */
  line: Line | null;
  encoding: Encoding;
  features: ReadonlySet<string>;
  /** Bytes the player’s state takes at most; measured when it grows. */
  stateBytes: number;
  /** Monotonic milliseconds until when the seat is held; `null` while it is connected. */
  heldUntil: number | null;
  /** Monotonic milliseconds when the connection broke; `null` while it is connected. */
  lostAt: number | null;
}
