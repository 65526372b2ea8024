import type { Readable } from 'node:stream';
import { BootError, migrateUp, schemaOf, type Plan } from '@aethex/core';
import { keyPlaceOf, placeKeys } from '../data/key-files.js';
import { readCatalog, type Ask } from '../move/catalog.js';
import { dropRules, rulesOf } from '../move/loose-rules.js';
import { endMoving, writeMoving } from '../move/moving.js';
import { openPorts, type OpenPorts } from '../move/open-ports.js';
import { Tally } from '../move/rules/tally.js';
import { rowTarget } from '../move/row-target.js';
import { Snapshot } from '../move/snapshot.js';
import { fit, type Fit } from './fitting.js';
import type { Closing, Manifest } from './format.js';
import { ArchiveLoad, matched, type LoadedTable } from './load-archive.js';
import { askOf, demandUnserved, holdingsOf, lossOf, wipe, type Holdings } from './restore-target.js';

export interface Restoring {
  /** The archive's name, for messages. */
  readonly name: string;
  readonly manifest: Manifest;
  readonly closing: Closing;
  /** Opens the archive anew. */
  readonly open: () => Promise<Readable>;
  readonly overwrite: boolean;
  readonly skip: readonly string[];
}

export interface Restored {
  readonly rows: number;
  readonly leftOut: readonly string[];
  /** What was destroyed, in words. */
  readonly lost: string | null;
  /** Where the keys are that lay there before. */
  readonly keysAside: string | null;
}

/** Brings an archive into the installation of a plan. Until it is whole no server starts there. */
export async function restoreArchive(plan: Plan, restoring: Restoring): Promise<Restored> {
  const fitting = fit(
    { manifest: restoring.manifest, rows: restoring.closing.rows },
    schemaOf(plan),
    restoring.skip,
  );
  const ports = await openPorts(plan, { entities: [], migrations: fitting.migrations });
  let restored: Restored;
  try {
    restored = await ports.database.exclusive('restore', () => bring(ports, plan, { restoring, fitting }));
  } finally {
    await ports.close();
  }
  await finish(plan);
  return restored;
}

async function bring(
  ports: OpenPorts,
  plan: Plan,
  { restoring, fitting }: { restoring: Restoring; fitting: Fit },
): Promise<Restored> {
  await demandUnserved(ports);
  const holdings = await holdingsOf(ports, plan);
  const lost = lossOf(holdings);
  refuseFull(holdings, lost, restoring);
  const ask = askOf(ports);
  const { dialect } = ports.database;
  await writeMoving(ask, dialect, {
    kind: 'restore',
    state: 'unfinished',
    source: restoring.name,
    loose: [],
  });
  await wipe(ports, holdings);
  await migrateUp(ports.database, ports.source);
  const tables = matched(fitting.tables, (await readCatalog(ask, dialect)).tables);
  const keysAside = await withoutRules(ask, { dialect, tables }, () =>
    load(ports, plan, { restoring, tables }),
  );
  await demandAlike(ports, tables);
  const rows = [...tables.values()].reduce((sum, { tally }) => sum + tally.rows, 0);
  return {
    rows,
    leftOut: fitting.leftOut,
    lost: holdings.moving?.kind === 'restore' ? null : lost,
    keysAside,
  };
}

/** Loads without references and indexes, and makes them again when everything is there. */
async function withoutRules<T>(
  ask: Ask,
  { dialect, tables }: { dialect: string; tables: ReadonlyMap<string, LoadedTable> },
  work: () => Promise<T>,
): Promise<T> {
  if (dialect === 'sqlite') {
    await ask('PRAGMA foreign_keys = OFF');
    const result = await work();
    const [broken] = await ask<{ table: string }>('PRAGMA foreign_key_check');
    if (broken)
      throw new BootError(
        `Rows of "${broken.table}" refer to rows that are missing.`,
        'Use another archive.',
      );
    await ask('PRAGMA foreign_keys = ON');
    return result;
  }
  const rules = await rulesOf(
    ask,
    [...tables.values()].map(({ shape }) => shape),
  );
  await dropRules(ask, rules);
  const result = await work();
  for (const { make } of rules) await ask(make);
  return result;
}

async function load(
  { database, source, blobs }: OpenPorts,
  plan: Plan,
  { restoring, tables }: { restoring: Restoring; tables: ReadonlyMap<string, LoadedTable> },
): Promise<string | null> {
  const loading = new ArchiveLoad(restoring.closing.reading, tables, {
    rows: rowTarget(database, source),
    blobs,
  });
  await loading.run(await restoring.open());
  return loading.keys.size > 0 ? placeKeys(keyPlaceOf(plan), loading.keys) : null;
}

/** Reads back what was written and compares it with what the archive holds. */
async function demandAlike({ source }: OpenPorts, tables: ReadonlyMap<string, LoadedTable>): Promise<void> {
  const snapshot = await Snapshot.of(source);
  try {
    for (const { shape, tally } of tables.values()) {
      const found = new Tally();
      for await (const { rows } of snapshot.pages(shape)) found.add(rows);
      const [here, there] = [found.result(), tally.result()];
      const alike = shape.key.length > 0 ? here === there : found.rows === tally.rows;
      if (!alike)
        throw new BootError(
          `"${shape.name}" is not what the archive holds: ${here} instead of ${there}.`,
          'Check the disk of the database, and run the command again.',
        );
    }
  } finally {
    await snapshot.end();
  }
}

/** Migrates to what this program wants, and takes the mark away: from here on a server may start. */
async function finish(plan: Plan): Promise<void> {
  const ports = await openPorts(plan, schemaOf(plan));
  try {
    await migrateUp(ports.database, ports.source);
    await endMoving(askOf(ports));
  } finally {
    await ports.close();
  }
}

function refuseFull({ moving }: Holdings, lost: string | null, { overwrite }: Restoring): void {
  if (lost === null || overwrite || moving?.kind === 'restore') return;
  throw new BootError(
    `The target is not empty: it holds ${lost}.`,
    'Choose an empty one, or destroy all of that with --overwrite.',
  );
}
