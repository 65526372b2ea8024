import { Database, Db, migrateUp, migrationStatus } from '@aethex/core';
import type { ServerOptions } from '../config/server-config.js';
import { withTools } from '../tools.js';

const marks = { done: '✓', pending: '·', unknown: '?' } as const;

/** `aethex migrate status`: each migration and whether it has run. */
export async function migrateStatus(options: ServerOptions): Promise<void> {
  const status = await withTools(options, (app) => migrationStatus(app.get(Db).source));
  for (const { name, state } of status)
    process.stdout.write(`${marks[state]} ${name}${state === 'unknown' ? '  (not in this build)' : ''}\n`);
  const pending = status.filter(({ state }) => state === 'pending').length;
  process.stdout.write(
    pending === 0 ? 'Nothing is pending.\n' : `${pending} pending. Run \`aethex migrate up\`.\n`,
  );
}

/** `aethex migrate up`: runs what is pending. */
export async function migrateNow(options: ServerOptions): Promise<void> {
  const names = await withTools(options, (app) => migrateUp(app.get(Database), app.get(Db).source), {
    mayBeNew: true,
  });
  for (const name of names) process.stdout.write(`✓ ${name}\n`);
  process.stdout.write(names.length === 0 ? 'Nothing was pending.\n' : `${names.length} done.\n`);
}
