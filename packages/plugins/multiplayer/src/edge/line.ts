import type { CloseReason } from '@aethex/protocol';
import type { Prepared } from '@aethex/core';

/** `state` frames may be passed over for a slow reader, who gets a whole one later; `event` frames never are. */
export type Lane = 'state' | 'event';

/** The way from a room to the sockets of its seats on one node. */
export interface Line {
  readonly node: string;
  /** Writes one frame to some seats, in the order of the calls. */
  deliver(seats: readonly string[], frame: Prepared, lane: Lane): void;
  /** Ends what binds a seat to its socket; with a reason the socket is closed as well. */
  release(seat: string, close?: CloseReason): void;
}
