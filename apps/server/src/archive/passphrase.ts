import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { BootError, type Plan } from '@aethex/core';
import { BackupConfig } from '../config/backup-config.js';

/** Characters that a new passphrase has at least. */
const shortest = 12;

/**
 * The passphrase: of a file, of the settings, or asked for at the terminal. Never of the command line, which every user
 * of the host can read.
 */
export async function passphraseOf(plan: Plan, file: string | undefined): Promise<string> {
  const given = file === undefined ? settingOf(plan) : readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  const passphrase = given ?? (process.stdin.isTTY ? await askFor('Passphrase of the archive: ') : '');
  if (passphrase !== '') return passphrase;
  throw new BootError(
    'The archive needs a passphrase.',
    'Put it into AETHEX_BACKUP_PASSPHRASE, or into a file that you name with --passphrase-file.',
  );
}

function settingOf({ sections }: Plan): string | undefined {
  const section = sections.find((one) => one.section === BackupConfig);
  const { passphrase } = (section?.values ?? {}) as { passphrase?: string };
  return passphrase;
}

/** Refuses a passphrase that can be guessed. */
export function demandStrong(passphrase: string): string {
  if (passphrase.length >= shortest) return passphrase;
  throw new BootError(
    `The passphrase has ${passphrase.length} characters.`,
    `Take at least ${shortest}, better five words that have nothing to do with each other.`,
  );
}

/** Asks without showing what is typed. */
async function askFor(question: string): Promise<string> {
  process.stderr.write(question);
  const hidden = new Writable({ write: (_bytes, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: hidden, terminal: true });
  try {
    return await new Promise((resolve) => lines.question('', resolve));
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
