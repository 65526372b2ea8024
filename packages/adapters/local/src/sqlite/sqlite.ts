import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { adapter, Database, type Adapter, type Finding } from '@aethex/core';
import { SqliteOptions } from './options.js';
import { SqliteDatabase } from './sqlite-database.js';

/** SQLite in a file: durable, one writer at a time, seen by every process of this host. */
export function sqlite(options: SqliteOptions): Adapter<Database> {
  const { file, waitSeconds } = SqliteOptions.parse(options);
  return adapter<Database>({
    port: Database,
    name: 'sqlite',
    reach: 'host',
    about: { file },
    create: ({ onClose }) => {
      const place = file === ':memory:' ? temporaryFile() : resolve(file);
      const database = new SqliteDatabase(place, waitSeconds * 1000);
      if (file === ':memory:') onClose(() => rmSync(dirname(place), { recursive: true, force: true }));
      onClose(() => database.close());
      return database;
    },
    check: async (database) => [whole(database as SqliteDatabase, file)],
  });
}

function whole(database: SqliteDatabase, file: string): Finding {
  const trouble = database.trouble();
  const what = trouble === null ? `"${file}" is whole` : `"${file}" is damaged: ${trouble}`;
  return {
    what,
    ok: trouble === null,
    fix: 'Restore a backup; keep the damaged files for whoever looks into it.',
  };
}

const temporaryFile = (): string => join(mkdtempSync(join(tmpdir(), 'aethex-')), 'aethex.db');
