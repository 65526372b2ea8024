import { BootError, ConfigError } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';

/** What the operating system means, and what to do about it. */
const meanings: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  EACCES: ['The server may not do this', 'Run it as a user who may, or choose another port or folder.'],
  EADDRINUSE: ['The port is taken', 'Choose another with --port, or 0 for any free one.'],
  EADDRNOTAVAIL: [
    'This host does not have that address',
    'Choose one it has with --host; 0.0.0.0 is all of them.',
  ],
  ENOSPC: ['The disk is full', 'Make room and try again; nothing was changed.'],
  ENOTFOUND: ['The name of the host is not known', 'Choose an address of this host with --host.'],
  EPERM: ['The server may not do this', 'Run it as a user who may, or choose another port or folder.'],
  EROFS: ['The disk can only be read', 'Choose another folder with --data.'],
  SQLITE_CORRUPT: ['The database is damaged', 'Restore a backup: `aethex start --data <backup>`.'],
  SQLITE_FULL: ['The disk is full', 'Make room and try again; nothing was changed.'],
  SQLITE_IOERR_WRITE: ['The disk is full or broken', 'Make room and try again; nothing was changed.'],
  SQLITE_NOTADB: [
    'The file aethex.db is not a database',
    'Restore a backup, or name another folder with --data.',
  ],
};

/** An error as sentences for the terminal. Only what nobody foresaw comes with its stack. */
export function told(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const known = explained(error);
  if (known) return `✖ ${known.what}\n  fix  ${known.fix}`;
  const { stack } = error instanceof Error ? error : new Error(String(error));
  return `✖ Something went wrong that this program does not know.\n${stack ?? String(error)}`;
}

/** What is wrong and what to do about it, when the error is one that is known. */
export function explained(error: unknown): { what: string; fix: string } | null {
  if (error instanceof BootError) return { what: error.what, fix: error.fix };
  if (isAethexError(error)) return { what: error.message, fix: '`aethex doctor` says more.' };
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  const meaning = meanings[code ?? ''];
  return meaning ? { what: `${meaning[0]} (${message}).`, fix: meaning[1] } : null;
}
