import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BootError, Db } from '@aethex/core';
import { serverPlan, type ServerOptions } from '../config/server-config.js';
import { withTools } from '../tools.js';

/** What lies beside the database and belongs to it. Blobs come after it: a blob that a row names is never removed within the hour. */
const folders = ['blobs', 'keys'];

/**
 * `aethex backup <folder>`: a copy of the data directory, as of one moment, while the server runs. Starting a server
 * with `--data <folder>` is the restore.
 */
export async function backup(folder: string, options: ServerOptions): Promise<void> {
  const target = resolve(folder);
  if (existsSync(target))
    throw new BootError(
      `${target} exists already.`,
      'Name a folder that does not; a backup overwrites nothing.',
    );
  const plan = await serverPlan(options, 'tools');
  const dir = resolve(
    String(plan.sections.find(({ section }) => section.section.id === 'data')?.list[0]?.value),
  );
  const foreign = plan.adapters.filter(
    ({ port, fallback }) => ['Database', 'BlobStore', 'KeyRing'].includes(port.name) && !fallback,
  );
  if (foreign.length > 0) {
    throw new BootError(
      `${foreign.map(({ port, name }) => `${port.name} is "${name}"`).join(', ')}: that lies outside of the data directory.`,
      'Use the backup of that service.',
    );
  }
  mkdirSync(target, { recursive: true, mode: 0o700 });
  await withTools(options, (app) => app.get(Db).source.query('VACUUM INTO ?', [join(target, 'aethex.db')]));
  for (const name of folders) {
    if (existsSync(join(dir, name)))
      cpSync(join(dir, name), join(target, name), { recursive: true, preserveTimestamps: true });
  }
  process.stdout.write(`✓ ${target}\n  To restore, start a server on it: aethex start --data ${target}\n`);
}
