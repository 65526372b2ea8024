import type { saves } from '@aethex/protocol';
import type { ClientErrorCode } from '../client-errors.js';
import type { EventListener, Mode, Reply } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import type { ErrorInfo } from '../result.js';

/** `waiting`: it broke and is opened again in a moment. `closed`: it stays closed until `connect()`. */
export type SocketState = 'closed' | 'connecting' | 'open' | 'waiting';

/** The one socket to the server: events, and calls in order. */
export interface SocketClient<M extends Mode = 'result'> {
  readonly state: SocketState;
  /** Opens it and keeps it open. Answers when it is open, or when the first try has failed. */
  connect(): Reply<M, null, ErrorInfo<ClientErrorCode>>;
  close(): void;
  /** Listens to an event, such as `saves.changed`. `at` is the server's clock in milliseconds. */
  on<C = typeof saves>(...args: EventListener<C>): Undo;
  /** Tells of every change of `state`. Events of the time between `waiting` and `open` are lost: load what matters anew. */
  onState(listener: (state: SocketState, closeCode: number | undefined) => void): Undo;
}
