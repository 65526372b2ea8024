import type { ErrorKind } from '@aethex/protocol';
import type { WaysOut } from './saves/shapes.js';

interface Failed<Code extends string> {
  readonly code: Code;
  /** One of nine: what sort of failure it is. */
  readonly kind: ErrorKind;
  /** A sentence with a way out. */
  readonly message: string;
  /** Whether the very same call may succeed later. */
  readonly retry: boolean;
  /** Names the call in the server's log; empty when no server answered. */
  readonly requestId: string;
  /** Seconds after which trying again makes sense, when the server said so. */
  readonly retryAfter?: number;
}

/** Why a call failed. Codes that begin with `client.` are the client's own. */
export type ErrorInfo<Code extends string = string, Data = unknown> = Failed<Code> &
  (undefined extends Data ? { readonly data?: Data } : { readonly data: Data });

export interface Success<T> {
  readonly success: true;
  readonly data: T;
  readonly error?: undefined;
}

export interface Failure<E = ErrorInfo> {
  readonly success: false;
  readonly error: E;
  readonly data?: undefined;
}

/** What every call answers: `success` tells which of `data` and `error` is there. */
export type Result<T, E = ErrorInfo> = Success<T> | Failure<E>;

export const success = <T>(data: T): Success<T> => ({ success: true, data });

export const failure = <E>(error: E): Failure<E> => ({ success: false, error });

/** What a client made with `throwOnError` throws. It has the fields of {@link ErrorInfo}. */
export class AethexClientError extends Error implements Failed<string> {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly retry: boolean;
  readonly requestId: string;
  readonly retryAfter?: number;
  readonly data?: unknown;
  /** The ways out of a `saves.conflict`. */
  readonly resolve?: WaysOut<'throw'>;

  constructor(error: ErrorInfo) {
    super(error.message);
    Object.assign(this, error, { name: 'AethexClientError' });
  }
}
