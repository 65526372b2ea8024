import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';
import { AethexError, type AethexErrorOptions } from '../../errors/aethex-error.js';
import { Facts } from '../../wire/realtime-shapes.js';

export const notFound = {
  kind: 'not_found',
  message: 'There is no such room, or you may not enter it. Check the code and the password.',
} as const satisfies ErrorSpec;
export const forbidden = {
  kind: 'forbidden',
  message: 'Only the host of the room may do this.',
} as const satisfies ErrorSpec;
export const full = {
  kind: 'conflict',
  message: 'The room is full. Join another one, or wait until a seat is free.',
} as const satisfies ErrorSpec;
export const locked = {
  kind: 'forbidden',
  message: 'The room is locked: nobody new may join.',
} as const satisfies ErrorSpec;
export const password = {
  kind: 'forbidden',
  message: 'The room asks for another password.',
} as const satisfies ErrorSpec;
export const seatExpired = {
  kind: 'not_found',
  status: 'gone',
  message: 'The reserved seat has expired. Reserve another one.',
} as const satisfies ErrorSpec;
export const limit = {
  kind: 'rate_limited',
  message: 'There are too many rooms. Close one, or try again later.',
  data: z.object({ of: z.enum(['node', 'player']), most: z.number() }),
} as const satisfies ErrorSpec;
export const unknownKind = {
  kind: 'invalid',
  message:
    'This server has no room handler of that kind. Leave `kind` out, or add the plugin that brings it.',
  data: z.object({ field: z.literal('kind'), kind: z.string() }),
} as const satisfies ErrorSpec;
export const changed = {
  kind: 'conflict',
  message: 'Somebody changed the properties first. Look at the current ones and try again.',
  data: z.object({ properties: Facts, revision: z.number().int() }),
} as const satisfies ErrorSpec;
export const tooLarge = {
  kind: 'too_large',
  message: 'That is more than a room keeps. Send less.',
  data: z.object({ what: z.string(), max_bytes: z.number() }),
} as const satisfies ErrorSpec;
export const noPlayer = {
  kind: 'not_found',
  message: 'That player is not in the room.',
} as const satisfies ErrorSpec;
export const failed = {
  kind: 'unavailable',
  message: 'The room’s handler failed, and the room was ended. Make another room.',
} as const satisfies ErrorSpec;
export const unavailable = {
  kind: 'unavailable',
  message: 'The node that holds the room cannot be reached. Try again.',
} as const satisfies ErrorSpec;

/** What any call that names a room may answer with. */
export const reachErrors = { not_found: notFound, relay_unavailable: unavailable } as const;
export const hostErrors = { ...reachErrors, forbidden } as const;
/** What joining may answer with, over the socket. */
export const joinErrors = {
  ...reachErrors,
  full,
  locked,
  password,
  seat_expired: seatExpired,
  failed,
  too_large: tooLarge,
} as const satisfies Record<string, ErrorSpec>;
/** What frames of a member may answer with, over the socket. */
export const memberErrors = {
  not_joined: {
    kind: 'forbidden',
    message: 'This socket is in no room. Join one first.',
  },
  no_player: noPlayer,
  forbidden,
  rpc_not_allowed: {
    kind: 'forbidden',
    message: 'The room does not allow this call. Add the function to the `rpc` list of the room.',
    data: z.object({ method: z.string() }),
  },
  no_handler: {
    kind: 'invalid',
    message: 'The room has no handler on the server that could hear this. Choose another target.',
  },
  changed,
  too_large: tooLarge,
} as const satisfies Record<string, ErrorSpec>;

/** Everything rooms can refuse with, on all wires, by the code without its `rooms.`. */
export const roomErrors = {
  ...joinErrors,
  ...memberErrors,
  limit,
  unknown_kind: unknownKind,
} as const satisfies Record<string, ErrorSpec>;

type RoomErrorCode = keyof typeof roomErrors;
type DataOf<E> = E extends { data: infer D extends z.ZodType } ? [data: z.input<D>] : [data?: undefined];

/** Makes an error of rooms: `roomError('changed', { … })` has the code `rooms.changed`. */
export function roomError<Code extends RoomErrorCode>(
  code: Code,
  ...[data, options = {}]: [...DataOf<(typeof roomErrors)[Code]>, options?: AethexErrorOptions]
): AethexError {
  const spec: ErrorSpec = roomErrors[code];
  return new AethexError(spec.kind, `rooms.${code}`, spec.message, data, {
    ...(spec.status && { status: spec.status }),
    ...options,
  });
}
