import { BootError } from '@aethex/core';
import { AethexError } from '@aethex/protocol';

export const tampered = (cause?: unknown): AethexError =>
  new AethexError(
    'internal',
    'keys.tampered',
    'Sealed bytes were changed, or belong somewhere else. Restore them from a backup.',
    undefined,
    { cause },
  );

export const unknownKey = (id: string): AethexError =>
  new AethexError(
    'internal',
    'keys.unknown_key',
    `The key ring does not hold the key "${id}" that closed these bytes. Restore its file from a backup.`,
    { key_id: id },
  );

export const keyInUse = (id: string): AethexError =>
  new AethexError(
    'conflict',
    'keys.in_use',
    `The key "${id}" is the current one. Rotate first, then retire it.`,
    {
      key_id: id,
    },
  );

export const openToOthers = (path: string, mode: number, want: string): BootError =>
  new BootError(
    `The keys in "${path}" are open to other users of this host (mode ${(mode & 0o777).toString(8)}).`,
    `Run: chmod ${want} "${path}". If somebody may have read them, run \`aethex keys rotate\` as well.`,
  );

export const unreadable = (path: string, why: string): BootError =>
  new BootError(
    `The key file "${path}" ${why}.`,
    'Restore it from a backup. Remove it only when nothing that it sealed is needed any more.',
  );

export const otherSecret = (): BootError =>
  new BootError(
    'The keys in the database were closed with another secret than this server has.',
    'Set AETHEX_KEYS_SECRET to the one they were closed with. After a change of it, give the old one as AETHEX_KEYS_PREVIOUS_SECRET.',
  );
