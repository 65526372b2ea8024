import type { CloseReason, Encoding } from '@aethex/protocol';
import type { Identity } from '../dispatch/caller.js';
import type { Prepared } from './prepared.js';

/** A signed-in socket, as plugins see it. */
export interface Peer {
  /** Unique among all sockets of all nodes. */
  readonly id: string;
  readonly identity: Identity;
  readonly encoding: Encoding;
  /** What the client said it understands, such as `batch` and `delta`. */
  readonly features: ReadonlySet<string>;
  readonly isOpen: boolean;
  /** Bytes that wait because the reader is slow. */
  readonly buffered: number;
  /** Sends a frame, in order; frames of one turn of the event loop leave in one write. */
  send(frame: { readonly type: string }): void;
  /** Writes a frame that was encoded once for many readers, in the same order as `send`. */
  write(frame: Prepared): void;
  close(reason: CloseReason): void;
}

/** What a client hands over to go on where a broken socket left off. */
export interface Resume {
  readonly token: string;
  /** The last `seq` it has seen. */
  readonly seq: number;
}

/** Handles frames of a plugin. Frames of one socket come one after the other, in order. */
export interface FrameHandler {
  /** A frame that fits its schema. A thrown AethexError becomes an `error` frame with the frame's `id` as `ref`. */
  handle(peer: Peer, frame: { readonly type: string }): void | Promise<void>;
  /**
   * A frame that is marked `hot`: JSON or MessagePack that was parsed and nothing more, and that must be dealt with at
   * once. `raw` is the frame as it came.
   */
  hot?(peer: Peer, frame: Readonly<Record<string, unknown>>, raw: Uint8Array): void;
  /** The first socket frame after sign-in asked to resume. Says whether it could; what follows is the handler's to send. */
  resume?(peer: Peer, resume: Resume): boolean | Promise<boolean>;
  /** Runs after `auth_ok` of a resumed socket has been sent. */
  resumed?(peer: Peer, resume: Resume): void | Promise<void>;
  /** The socket has signed in, and `auth_ok` has been sent. */
  opened?(peer: Peer): void;
  /** The socket is closed. `code` is the WebSocket close code; 1005 and 1006 when nobody said why. */
  closed?(peer: Peer, code: number): void | Promise<void>;
  /** The node drains: move what lives here elsewhere. Runs before sockets are sent away. */
  draining?(): Promise<void>;
}
