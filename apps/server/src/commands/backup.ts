import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BootError, schemaOf, type Plan } from '@aethex/core';
import { ArchiveWriter } from '../archive/archive-writer.js';
import { demandStrong, passphraseOf } from '../archive/passphrase.js';
import { sealed } from '../archive/seal.js';
import { demandFree, writeWhole } from '../archive/whole-file.js';
import { writeArchive, type Counts } from '../archive/write-archive.js';
import { serverPlan, type ServerOptions } from '../config/server-config.js';
import { copyData } from '../data/copy-data.js';
import { demandData } from '../data/data-dir.js';
import { keyFolderOf } from '../data/key-files.js';
import { openPorts } from '../move/open-ports.js';
import { withTools } from '../tools.js';

export interface BackupOptions extends ServerOptions {
  /** Whether the keys go with it. */
  readonly keys?: boolean;
  readonly encrypt?: boolean;
  readonly passphraseFile?: string;
}

/** What the name of an archive ends in. */
const ending = '.aethex';

/**
 * `aethex backup <target>`, while the server runs, as of one moment. A target that ends in `.aethex`, or `-` for the
 * standard output, becomes one archive for any engine; any other a folder that a server starts from. It appears whole
 * or not at all.
 */
export async function backup(target: string, options: BackupOptions): Promise<void> {
  if (target === '-' || target.endsWith(ending)) return backupToArchive(target, options);
  if (options.encrypt)
    throw new BootError(
      'A folder is not encrypted.',
      `Name an archive: \`aethex backup --encrypt ${target}${ending}\`.`,
    );
  await backupToFolder(resolve(target), options);
}

async function backupToArchive(target: string, options: BackupOptions): Promise<void> {
  const path = target === '-' ? null : resolve(target);
  if (path !== null) demandFree(path);
  if (path === null && process.stdout.isTTY)
    throw new BootError(
      'An archive is nothing to look at.',
      'Send it on: `aethex backup - > backup.aethex`.',
    );
  const plan = await serverPlan(options, 'tools');
  demandData(plan);
  const passphrase = options.encrypt ? demandStrong(await passphraseOf(plan, options.passphraseFile)) : null;
  const counts = await archive(plan, { path, passphrase, keys: options.keys ?? true });
  warnOfMissing(counts.missing.count, counts.missing.first[0]);
  process.stderr.write(summary(path, counts, { plan, options }));
}

async function archive(
  plan: Plan,
  { path, passphrase, keys }: { path: string | null; passphrase: string | null; keys: boolean },
): Promise<Counts> {
  const ports = await openPorts(plan, { ...schemaOf(plan), migrations: [] });
  const writer = new ArchiveWriter();
  const bytes = passphrase === null ? writer.output : await sealed(writer.output, passphrase);
  const kept = (path === null ? pipeline(bytes, process.stdout) : writeWhole(path, bytes)).catch(
    (error: unknown) => {
      writer.destroy(error as Error);
      throw error;
    },
  );
  try {
    const [counts] = await Promise.all([
      writeArchive(ports, plan, { writer, keys }).catch(async (error: unknown) => {
        writer.destroy(error as Error);
        await kept.catch(() => undefined);
        throw error;
      }),
      kept,
    ]);
    return counts;
  } finally {
    await ports.close();
  }
}

function summary(
  path: string | null,
  counts: Counts,
  { plan, options }: { plan: Plan; options: BackupOptions },
): string {
  const rows = Object.values(counts.rows).reduce((sum, many) => sum + many, 0);
  const keys = counts.keys === 0 ? 'no keys' : `${counts.keys} keys`;
  const what = `✓ ${path ?? 'archive'}  ${rows} rows, ${counts.blobs} blobs, ${keys}\n`;
  return `${what}${careOf(plan, options)}  To restore: aethex restore ${path ?? '<archive>'}\n`;
}

function careOf(plan: Plan, { keys = true, encrypt = false }: BackupOptions): string {
  if (keyFolderOf(plan) === null)
    return '  What closes its keys is not in it: keep AETHEX_KEYS_SECRET as well.\n';
  if (!keys) return '  Nothing in it opens without the folder "keys": keep that elsewhere.\n';
  return encrypt
    ? '  Nobody can open it without the passphrase: keep that elsewhere.\n'
    : '  Whoever has this file can read every save: keep it safe, or make it with --encrypt.\n';
}

async function backupToFolder(target: string, options: BackupOptions): Promise<void> {
  demandFree(target);
  const { rows, blobs, missing } = await withTools(options, (app, plan) => {
    refuseForeign(plan);
    return copyData(app, plan, { target, keys: options.keys ?? true });
  });
  warnOfMissing(missing.length, missing[0]);
  process.stdout.write(
    `✓ ${target}  ${rows} rows, ${blobs} blobs${options.keys === false ? ', no keys' : ''}\n`,
  );
  process.stdout.write(
    options.keys === false
      ? '  To restore, put the folder "keys" into it and start a server on it:'
      : '  Whoever has this folder can read every save: keep it safe. To restore, start a server on it:',
  );
  process.stdout.write(`\n  aethex start --data ${target}\n`);
}

function warnOfMissing(count: number, first = ''): void {
  if (count === 0) return;
  process.stderr.write(
    `! ${count} blobs that rows name are missing in the store itself, the first is "${first}".\n  fix  Look for them in an older backup.\n`,
  );
}

function refuseForeign({ adapters }: Plan): void {
  const foreign = adapters.filter(
    ({ port, name }) =>
      ['Database', 'BlobStore', 'KeyRing'].includes(port.name) && !['sqlite', 'disk', 'file'].includes(name),
  );
  if (foreign.length === 0) return;
  throw new BootError(
    `${foreign.map(({ port, name }) => `${port.name} is "${name}"`).join(', ')}: that lies outside of the data directory.`,
    'Make an archive: `aethex backup backup.aethex`.',
  );
}
