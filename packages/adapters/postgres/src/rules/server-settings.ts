import { BootError } from '@aethex/core';

/** What a server says about itself. */
export interface ServerSettings {
  /** Such as 150018. */
  readonly version: number;
  readonly encoding: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
  readonly maxConnections: number;
  readonly inRecovery: boolean;
}

/** Asks a server for its settings, by the names they have here. */
export const serverQuestion = `SELECT current_setting('server_version_num')::int AS "version",
  current_setting('server_encoding') AS "encoding", current_setting('fsync') AS "fsync",
  current_setting('full_page_writes') AS "fullPageWrites",
  current_setting('synchronous_commit') AS "synchronousCommit",
  current_setting('max_connections')::int AS "maxConnections", pg_is_in_recovery() AS "inRecovery"`;

interface Unsafe {
  readonly unsafe: { readonly allowFsyncOff: boolean };
}

/** The oldest version that is tried: 13.0. */
const oldest = 130_000;

/** Throws a `BootError` when the server would lose what it has acknowledged. */
export function refuseLossy(server: ServerSettings, { unsafe }: Unsafe): void {
  const off = [
    ...(unsafe.allowFsyncOff ? [] : switchedOff(server)),
    ...(server.synchronousCommit === 'off' ? ['synchronous_commit'] : []),
  ];
  if (off.length === 0) return;
  throw new BootError(
    `Postgres runs with ${off.map((name) => `${name}=off`).join(', ')} and would lose saves at a power cut.`,
    `Set ${off.map((name) => `${name}=on`).join(' and ')} for the server, the database and the user, and reload it.`,
  );
}

const switchedOff = ({ fsync, fullPageWrites }: ServerSettings): string[] => [
  ...(fsync === 'off' ? ['fsync'] : []),
  ...(fullPageWrites === 'off' ? ['full_page_writes'] : []),
];

/** Throws a `BootError` when the server is of a kind we cannot keep our promises on. */
export function refuseUnfit(server: ServerSettings, place: string): void {
  if (server.version < oldest)
    throw new BootError(
      `Postgres at ${place} is version ${Math.floor(server.version / 10_000)}.`,
      'Upgrade it to 13 or newer.',
    );
  if (server.encoding !== 'UTF8')
    throw new BootError(
      `The database at ${place} keeps its text as ${server.encoding}, which cannot hold every name.`,
      `Create it anew with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
    );
  if (server.inRecovery)
    throw new BootError(
      `Postgres at ${place} is a replica and cannot be written to.`,
      'Give the URL of the primary as "url", and this one as "reader".',
    );
}
