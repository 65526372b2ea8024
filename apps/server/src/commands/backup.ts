import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BootError, type Plan } from '@aethex/core';
import type { ServerOptions } from '../config/server-config.js';
import { copyData } from '../data/copy-data.js';
import { withTools } from '../tools.js';

/**
 * `aethex backup <folder>`: a copy of the data directory, as of one moment, while the server runs. Starting a server
 * with `--data <folder>` is the restore. The folder appears whole or not at all.
 */
export async function backup(folder: string, options: ServerOptions & { keys?: boolean }): Promise<void> {
  const target = resolve(folder);
  if (existsSync(target))
    throw new BootError(
      `${target} exists already.`,
      'Name a folder that does not; a backup overwrites nothing.',
    );
  const { rows, blobs, missing } = await withTools(options, (app, plan) => {
    refuseForeign(plan);
    return copyData(app, plan, { target, keys: options.keys ?? true });
  });
  if (missing.length > 0) process.stderr.write(lostText(missing));
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

const lostText = (missing: readonly string[]): string =>
  `! ${missing.length} blobs that rows name are missing in the store itself, the first is "${missing[0] ?? ''}".\n  fix  Look for them in an older backup.\n`;

function refuseForeign({ adapters }: Plan): void {
  const foreign = adapters.filter(
    ({ port, fallback }) => ['Database', 'BlobStore', 'KeyRing'].includes(port.name) && !fallback,
  );
  if (foreign.length === 0) return;
  throw new BootError(
    `${foreign.map(({ port, name }) => `${port.name} is "${name}"`).join(', ')}: that lies outside of the data directory.`,
    'Use the backup of that service.',
  );
}
