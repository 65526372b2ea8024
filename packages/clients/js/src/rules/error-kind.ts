import type { ErrorKind } from '@aethex/protocol';

/** The HTTP statuses and JSON-RPC codes of each kind (protocol: error-kinds). */
const numbers: Readonly<Record<ErrorKind, readonly number[]>> = {
  unauthenticated: [401, -32001],
  forbidden: [403, -32003],
  not_found: [404, 410, -32601, -32004, -32010],
  conflict: [409, 412, -32009, -32012],
  too_large: [413, -32013],
  rate_limited: [429, -32029],
  unavailable: [502, 503, 504, 507, -32053, -32057],
  internal: [500, -32603],
  invalid: [],
};

/** The kind of an error, from its HTTP status or its JSON-RPC code. */
export function kindOf(number: number): ErrorKind {
  const kinds = Object.keys(numbers) as ErrorKind[];
  return kinds.find((kind) => numbers[kind].includes(number)) ?? (number >= 500 ? 'internal' : 'invalid');
}

/** Statuses after which the very same request may succeed, whoever answered. */
export const isPassing = (status: number): boolean => [429, 502, 503, 504].includes(status);

/** The kind of an error of a frame, which tells its code only: the last word of many codes is the name of a kind. */
export function kindOfCode(code: string, retry: boolean): ErrorKind {
  const word = code.slice(code.lastIndexOf('.') + 1);
  const kinds = Object.keys(numbers) as ErrorKind[];
  return kinds.find((kind) => kind === word) ?? (retry ? 'unavailable' : 'invalid');
}
