import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BootError, type Plan } from '@aethex/core';
import { passphraseOf } from '../archive/passphrase.js';
import { restoreArchive, type Restored, type Restoring } from '../archive/restore-archive.js';
import { isSealed, opened } from '../archive/seal.js';
import { verifyArchive } from '../archive/verify-archive.js';
import { writeWhole } from '../archive/whole-file.js';
import { serverPlan, type ServerOptions } from '../config/server-config.js';
import { dataDirOf, keepsDataHere } from '../data/data-dir.js';
import { hold, nothingHeld } from '../data/hold.js';
import { keyPlaceOf, readKeys } from '../data/key-files.js';

export interface RestoreOptions extends ServerOptions {
  readonly check?: boolean;
  readonly overwrite?: boolean;
  readonly skip?: readonly string[];
  readonly passphraseFile?: string;
}

type Archive = Pick<Restoring, 'name' | 'manifest' | 'closing' | 'open'>;

/**
 * `aethex restore <archive>`: first reads all of it, and then brings it into the configured database, blobs and keys.
 * Run again after it was interrupted, it begins anew.
 */
export async function restore(from: string, options: RestoreOptions): Promise<void> {
  await withFile(from, async (file) => {
    const plan = await serverPlan(options, 'tools');
    const archive = await verified(file, from, { plan, options });
    process.stdout.write(`✓ ${archive.name} is whole  ${contents(archive)}\n`);
    if (options.check) return;
    const held = keepsDataHere(plan) ? await hold(dataDirOf(plan)) : nothingHeld;
    try {
      const { overwrite = false, skip = [] } = options;
      tell(await restoreArchive(plan, { ...archive, overwrite, skip }), archive, plan);
    } finally {
      held.release();
    }
  });
}

/** An archive is read twice, so that nothing is written before all of it is known to be whole. */
async function withFile(from: string, work: (file: string) => Promise<void>): Promise<void> {
  if (from !== '-') {
    if (!existsSync(from)) throw new BootError(`There is no file ${resolve(from)}.`, 'Check the name.');
    return work(resolve(from));
  }
  const folder = mkdtempSync(join(tmpdir(), 'aethex-restore-'));
  try {
    const file = join(folder, 'archive');
    await writeWhole(file, process.stdin);
    await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verified(
  file: string,
  from: string,
  { plan, options }: { plan: Plan; options: RestoreOptions },
): Promise<Archive> {
  const passphrase = (await isSealed(file)) ? await passphraseOf(plan, options.passphraseFile) : null;
  const open: Archive['open'] = () => opened(file, passphrase);
  return { ...(await verifyArchive(await open())), name: from === '-' ? 'The archive' : file, open };
}

function contents({ manifest, closing }: Archive): string {
  const rows = Object.values(closing.rows).reduce((sum, many) => sum + many, 0);
  const { missing } = closing;
  const lack = missing.count > 0 ? `, ${missing.count} blobs were missing` : '';
  return `${manifest.created_at}  ${rows} rows, ${closing.blobs} blobs, ${closing.keys} keys${lack}`;
}

function tell({ rows, leftOut, lost, keysAside }: Restored, { closing }: Archive, plan: Plan): void {
  const said = [`✓ restored ${rows} rows and ${closing.blobs} blobs; they were read back and compared`];
  if (lost !== null) said.push(`  destroyed: ${lost}`);
  if (leftOut.length > 0) said.push(`  left out: ${leftOut.join(', ')}`);
  if (keysAside !== null) said.push(`  the keys that lay here before are in ${keysAside}`);
  const place = keyPlaceOf(plan);
  if (closing.keys === 0 && (closing.rows['keys_ring'] ?? 0) === 0 && readKeys(place).size === 0)
    said.push(`  The archive has no keys: put them into ${place} before the first start.`);
  said.push('  Start the server: aethex start, with the same settings.');
  process.stdout.write(`${said.join('\n')}\n`);
}
