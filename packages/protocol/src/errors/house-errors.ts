import { AethexError, type AethexErrorOptions } from './aethex-error.js';
import type { ErrorKind, StandardStatus } from './error-kinds.js';

interface HouseError {
  readonly kind: ErrorKind;
  readonly status?: StandardStatus;
  readonly message: string;
}

/** Codes that any method may answer with, because the house checks them before or around the service. */
export const houseErrors = {
  'request.malformed': { kind: 'invalid', status: 'parse_error', message: 'The body is not valid JSON.' },
  'request.envelope': {
    kind: 'invalid',
    status: 'invalid_request',
    message:
      'This is not a JSON-RPC 2.0 request. Send {"jsonrpc": "2.0", "id": …, "method": …, "params": {…}}.',
  },
  'request.batch_too_long': {
    kind: 'invalid',
    status: 'invalid_request',
    message: 'The batch has too many requests. Split it.',
  },
  'request.unknown_method': {
    kind: 'not_found',
    status: 'method_not_found',
    message: 'There is no such method.',
  },
  'request.unknown_route': { kind: 'not_found', message: 'There is nothing at this address.' },
  'request.invalid': { kind: 'invalid', message: 'The input does not fit the method.' },
  'request.unknown_field': { kind: 'invalid', message: 'The input has a field the method does not know.' },
  'request.poisoned': { kind: 'invalid', message: 'The body has a key that could harm a program.' },
  'request.duplicate_key': { kind: 'invalid', message: 'The body names the same key twice.' },
  'request.too_deep': { kind: 'invalid', message: 'The body is nested too deeply or has too many keys.' },
  'request.too_large': { kind: 'too_large', message: 'The body is larger than this server accepts.' },
  'request.unsupported_type': {
    kind: 'invalid',
    status: 'unsupported_type',
    message: 'The Content-Type is not one this address reads. Use application/json.',
  },
  'request.timeout': {
    kind: 'invalid',
    status: 'request_timeout',
    message: 'The request took too long to arrive.',
  },
  'request.unauthenticated': {
    kind: 'unauthenticated',
    message: 'Sign in first: send a token as `Authorization: Bearer …`.',
  },
  'auth.token_invalid': { kind: 'unauthenticated', message: 'The access token is not valid. Sign in again.' },
  'auth.token_expired': { kind: 'unauthenticated', message: 'The access token has expired. Refresh it.' },
  'auth.session_revoked': { kind: 'unauthenticated', message: 'The session was ended. Sign in again.' },
  'auth.reauth_required': {
    kind: 'unauthenticated',
    message: 'Prove who you are once more: call auth.reauthenticate, then try again.',
  },
  'request.forbidden': { kind: 'forbidden', message: 'You may not do this.' },
  'request.game_key_invalid': {
    kind: 'unauthenticated',
    message: 'The game key is unknown, expired or revoked, or belongs to another game than the token.',
  },
  'keys.browser': {
    kind: 'forbidden',
    message:
      'A secret key was sent by a browser, where everybody can read it. Rotate it, and use a public game key.',
  },
  'quota.exceeded': {
    kind: 'forbidden',
    message: 'That would be more than the plan of this game allows. What is there stays and can be read.',
  },
  'quota.hold_over': {
    kind: 'conflict',
    message: 'The room that was set aside has been given back meanwhile. Begin anew.',
  },
  'request.rate_limited': { kind: 'rate_limited', message: 'Too many requests. Wait and try again.' },
  'request.refused': {
    kind: 'forbidden',
    message: 'The application this server is embedded in refused the request.',
  },
  'idem.in_flight': {
    kind: 'conflict',
    message: 'A request with this Idempotency-Key is still being answered. Ask again in a moment.',
  },
  'idem.mismatch': {
    kind: 'invalid',
    status: 'unprocessable',
    message: 'This Idempotency-Key was used with a different request. Use a new key.',
  },
  'idem.key_invalid': {
    kind: 'invalid',
    message: 'An Idempotency-Key has 1 to 255 visible ASCII characters.',
  },
  'hooks.timeout': { kind: 'unavailable', message: 'A hook of this server did not answer in time.' },
  'db.busy': { kind: 'unavailable', message: 'The database is busy. Try again.' },
  'db.unavailable': { kind: 'unavailable', message: 'The database cannot be reached. Try again.' },
  'server.storage_full': {
    kind: 'unavailable',
    status: 'storage_full',
    message: 'The server has no room left to store this. Nothing was changed.',
  },
  'server.draining': { kind: 'unavailable', message: 'This server is shutting down. Try again.' },
  'server.overloaded': { kind: 'unavailable', message: 'The server is overloaded. Try again.' },
  'server.unavailable': { kind: 'unavailable', message: 'A part of the server is not available. Try again.' },
  'server.internal': {
    kind: 'internal',
    message: 'Something went wrong on our side. It was logged under this request id.',
  },
  'ws.origin': {
    kind: 'forbidden',
    message: 'Sockets from this origin are not allowed. Add it to socket.origins.',
  },
  'ws.upgrade_required': {
    kind: 'invalid',
    status: 'upgrade_required',
    message: 'Open this address as a WebSocket, version 13.',
  },
  'ws.too_many': { kind: 'rate_limited', message: 'Too many sockets are open from this address.' },
  'ws.unknown_type': { kind: 'invalid', message: 'There is no frame of this type.' },
  'ws.binary': {
    kind: 'invalid',
    message: 'This frame may hold what JSON can hold, and neither bytes nor extension types.',
  },
} as const satisfies Record<string, HouseError>;

export type HouseErrorCode = keyof typeof houseErrors;

/** Makes one of the house's own errors, with its catalogue sentence unless a better one is given. */
export function houseError(
  code: HouseErrorCode,
  data?: unknown,
  options: AethexErrorOptions & { message?: string } = {},
): AethexError {
  const known: HouseError = houseErrors[code];
  const { message = known.message, ...rest } = options;
  return new AethexError(
    known.kind,
    code,
    message,
    data,
    known.status ? { status: known.status, ...rest } : rest,
  );
}
