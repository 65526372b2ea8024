import type { Encoding } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import type { RoomDoor } from '../rooms/room-door.js';

/** `bones` is what outlives its node, `whole` all there is of a room. */
export type Extent = 'bones' | 'whole';

/** A seat whose socket is on this node. */
export interface NearSeat {
  readonly seat: string;
  readonly encoding: Encoding;
  readonly line: Line;
}

/** A room of this node, as the cluster needs it. */
export interface OwnedRoom extends RoomDoor {
  readonly code: string;
  readonly isOpen: boolean;
  /** The room as plain data. */
  snapshot(extent: Extent): unknown;
  /** Ends this copy behind what is under way, tells nobody, and gives back all there was of it. */
  retire(): Promise<unknown>;
  /** Ends this copy at once and tells nobody. */
  abandon(): void;
  /** `held`: the seat is known and not reached at the moment. */
  standingOf(seat: string): 'connected' | 'held' | null;
  /** Reaches a seat over a line, and tells it that it has missed something, and the whole room. */
  reattach(seat: string, line: Line, reason: 'state_lost' | 'too_old'): void;
  /** Connected seats that are reached over lines to a node. */
  seatsOn(node: string): readonly NearSeat[];
}

/** The rooms of this node, as the cluster needs them. */
export abstract class OwnedRooms {
  abstract byId(roomId: string): OwnedRoom | null;
  abstract all(): Iterable<OwnedRoom>;
  /** Goes on with a room of another node. Seats that were connected over a line are so again. */
  abstract restore(snapshot: unknown, lineTo: (node: string) => Line | null): Promise<OwnedRoom> | OwnedRoom;
}
