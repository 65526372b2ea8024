import { lookOf, type ErrorKind, type ErrorLook, type StandardStatus } from './error-kinds.js';

/** The error body, the same on every wire (REST: under `error`; JSON-RPC: under `error.data`; socket: the `error` frame). */
export interface ErrorBody {
  code: string;
  message: string;
  /** Whether the very same request may succeed later. */
  retry: boolean;
  data?: unknown;
  request_id: string;
}

export interface AethexErrorOptions {
  /** The status a standard demands in place of the kind's own. */
  status?: StandardStatus;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  retryAfter?: number;
  cause?: unknown;
}

const brand = Symbol.for('aethex.error');

/**
 * A failure a caller may see. `kind` is one of nine and fixes the look on each wire; `code` is stable and open
 * (`saves.conflict`); `message` is a sentence with a way out; `data` has the shape the contract declares.
 */
export class AethexError<Data = unknown> extends Error {
  readonly [brand] = true;
  readonly status: StandardStatus | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly data?: Data,
    options: AethexErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AethexError';
    this.status = options.status;
    this.retryAfter = options.retryAfter;
  }

  get look(): ErrorLook {
    return lookOf(this);
  }

  /** The body a caller sees under the given request id. */
  toBody(requestId: string): ErrorBody {
    const { code, message, data } = this;
    const retry = this.look.retry;
    return data === undefined
      ? { code, message, retry, request_id: requestId }
      : { code, message, retry, data, request_id: requestId };
  }
}

/** Knows an AethexError even when it was made by a second copy of this package. */
export function isAethexError(value: unknown): value is AethexError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
