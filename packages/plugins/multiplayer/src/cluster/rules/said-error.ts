import { AethexError, isAethexError, roomError, type StandardStatus } from '@aethex/protocol';
import type { SaidError } from '../link/messages.js';

/** An error as it travels; `null` for one that callers may not see. */
export function sayError(error: unknown): SaidError | null {
  if (!isAethexError(error)) return null;
  const { kind, code, message, data, status, retryAfter } = error;
  return {
    kind,
    code,
    message,
    ...(data !== undefined && { data }),
    ...(status !== undefined && { status }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

/** The error that was said, as if it had been thrown here. */
export function heardError({ kind, code, message, data, status, retryAfter }: SaidError): AethexError {
  return new AethexError(kind, code, message, data, {
    ...(status !== undefined && { status: status as StandardStatus }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

export const relayUnavailable = (cause?: unknown): AethexError =>
  roomError('relay_unavailable', undefined, { retryAfter: 1, ...(cause !== undefined && { cause }) });
