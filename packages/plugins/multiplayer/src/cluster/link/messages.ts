import type { CloseReason, ErrorKind } from '@aethex/protocol';
import type { Lane } from '../../edge/line.js';

/** Which room is meant, and by which claim its owner holds it. */
export interface Addressed {
  readonly room: string;
  readonly fence: number;
}

/** Bytes of one frame for some seats, which the edge has numbered. */
export type Portion = readonly [slots: readonly number[], bytes: Uint8Array];

/** From the owner of a room to the node of a socket. */
export interface Deliver extends Addressed {
  readonly t: 'deliver';
  readonly lane: Lane;
  readonly json?: Portion;
  readonly msgpack?: Portion;
}

export interface Release extends Addressed {
  readonly t: 'release';
  readonly slot: number;
  readonly close?: CloseReason;
}

/** What follows is whole again for these seats. */
export interface Healed extends Addressed {
  readonly t: 'healed';
  readonly slots: readonly number[];
}

/** The room does not know these seats any more. */
export interface Gone extends Addressed {
  readonly t: 'gone';
  readonly slots: readonly number[];
}

/** The room lives elsewhere now, or nowhere. */
export interface Moved extends Addressed {
  readonly t: 'moved';
}

/** From the node of a socket to the owner: a call of the door, by name. */
export interface Ask extends Addressed {
  readonly t: 'ask';
  readonly id: number;
  readonly verb: string;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly t: 'answer';
  readonly id: number;
  readonly value?: unknown;
  readonly error?: SaidError;
  /** The node that was asked does not own the room by this claim. */
  readonly moved?: boolean;
}

/** A call of the door that needs no answer. */
export interface Note extends Addressed {
  readonly t: 'note';
  readonly verb: string;
  readonly args: readonly unknown[];
}

/** An AethexError on its way. */
export interface SaidError {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly data?: unknown;
  readonly status?: string;
  readonly retryAfter?: number;
}

export type LinkMessage = Deliver | Release | Healed | Gone | Moved | Ask | Answer | Note;
