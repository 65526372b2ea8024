import { BootError } from '@aethex/core';
import { houseError } from '@aethex/protocol';

/** What the system calls a disk or a quota that is full. */
const full = ['ENOSPC', 'EDQUOT'];

/** Whether an error is one of these of the operating system. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  // Not `instanceof Error`: the file system's errors may come from another realm than this code, as in test runners.
  return codes.includes((error as NodeJS.ErrnoException | null | undefined)?.code ?? '');
}

/** A file system's error in our words: a disk or a quota that is full. Everything else stays what it is. */
export function fileError(error: unknown): unknown {
  if (!hasCode(error, ...full)) return error;
  return houseError('server.storage_full', undefined, { cause: error });
}

/** Why a folder cannot be used at start, and what to do about it. */
export function folderError(folder: string, error: unknown, option: string): BootError {
  const why = error instanceof Error ? error.message : String(error);
  const fix = hasCode(error, ...full)
    ? `Make room on its disk, or choose another one with ${option}.`
    : `Give the server's user write access to it, or choose another one with ${option}.`;
  return new BootError(`The folder "${folder}" cannot be used: ${why}.`, fix, { cause: error });
}
