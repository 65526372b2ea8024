import { BootError } from '@aethex/core';

/** Why Postgres cannot be spoken to, by SQLSTATE or the code of the socket. */
export function unreachable(error: unknown, place: string): BootError {
  const { code, message } = error as { code?: string; message?: string };
  const [what, fix] = reasons[code ?? ''] ?? [
    `cannot be reached: ${message || code}`,
    'Start it, or correct the URL; a firewall in between looks like this as well.',
  ];
  return new BootError(`Postgres at ${place} ${what}.`, fix, { cause: error });
}

const wrongPassword: readonly [string, string] = [
  'refuses the user or the password',
  'Correct the user and the password in the URL.',
];

const reasons: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ECONNREFUSED: ['cannot be reached: nobody listens there', 'Start it, or correct the URL.'],
  ENOTFOUND: ['cannot be reached: there is no host of this name', 'Correct the host in the URL.'],
  '28P01': wrongPassword,
  '28000': wrongPassword,
  '3D000': ['has no database of this name', 'Create it with `createdb`, or correct the URL.'],
  '53300': ['has no connection left', 'Raise max_connections, or lower poolSize.'],
  '57P03': ['is not ready: it starts or recovers', 'Wait until it is, and start again.'],
};
