import { BootError, type Plan } from '@aethex/core';
import { keyPlaceOf, readKeys } from '../data/key-files.js';
import { readCatalog, type Ask } from '../move/catalog.js';
import { readMoving, type Moving } from '../move/moving.js';
import type { OpenPorts } from '../move/open-ports.js';

/** What an installation holds before something is brought into it. */
export interface Holdings {
  readonly moving: Moving | null;
  /** Tables with rows and how many. */
  readonly rows: ReadonlyMap<string, number>;
  readonly tables: readonly string[];
  readonly blobs: number;
  readonly keys: number;
}

/** How many seconds a server that has just ended may seem to be connected. */
const grace = 5;

export const askOf =
  ({ source }: Pick<OpenPorts, 'source'>): Ask =>
  (sql, values = []) =>
    source.query(sql, [...values]);

/** Looks at what is there. */
export async function holdingsOf(ports: OpenPorts, plan: Plan): Promise<Holdings> {
  const ask = askOf(ports);
  const { dialect } = ports.database;
  const { tables } = await readCatalog(ask, dialect);
  const rows = new Map<string, number>();
  for (const { name } of tables) {
    const [row] = await ask<{ rows: number | string }>(`SELECT COUNT(*) AS "rows" FROM "${name}"`);
    if (Number(row?.rows) > 0) rows.set(name, Number(row?.rows));
  }
  let blobs = 0;
  for await (const _ of ports.blobs.list('')) blobs += 1;
  return {
    moving: await readMoving(ask, dialect),
    rows,
    tables: tables.map(({ name }) => name),
    blobs,
    keys: readKeys(keyPlaceOf(plan)).size,
  };
}

/** What would be lost, in words; `null` when there is nothing. */
export function lossOf({ rows, blobs }: Pick<Holdings, 'rows' | 'blobs'>): string | null {
  const all = [...rows].map(([table, many]) => `${many} rows of ${table}`);
  if (blobs > 0) all.push(`${blobs} blobs`);
  return all.length === 0 ? null : all.join(', ');
}

/** Removes the tables of this house and every blob. */
export async function wipe({ database, source, blobs }: OpenPorts, { tables }: Holdings): Promise<void> {
  const ask = askOf({ source });
  const gone = [...tables, 'core_migrations'];
  if (database.dialect === 'sqlite') {
    await ask('PRAGMA foreign_keys = OFF');
    for (const name of gone) await ask(`DROP TABLE IF EXISTS "${name}"`);
    await ask('PRAGMA foreign_keys = ON');
  } else await ask(`DROP TABLE IF EXISTS ${gone.map((name) => `"${name}"`).join(', ')} CASCADE`);
  for await (const { key } of blobs.list('')) await blobs.delete(key);
}

/** Refuses a Postgres that a server is connected to: it would write into what is being brought. */
export async function demandUnserved({ database, source }: OpenPorts): Promise<void> {
  if (database.dialect === 'sqlite') return;
  const [row] = await askOf({ source })<{ others: string }>(
    `SELECT COUNT(*) AS "others" FROM pg_stat_activity WHERE datname = current_database()
     AND application_name LIKE 'aethex%' AND backend_start < now() - $1 * interval '1 second'`,
    [Math.ceil(process.uptime()) + grace],
  );
  if (Number(row?.others) === 0) return;
  throw new BootError(
    `A server is connected to this database (${row?.others} connections).`,
    'Stop every server that uses it, and run the command again.',
  );
}
