import { AdapterHost, Db, KeyRing, migrationStatus, PluginHost, type Finding } from '@aethex/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Ask } from '../move/catalog.js';
import { readMoving } from '../move/moving.js';

/** What can be said once everything is open. A database that has just been made lacks its tables, and that is no fault. */
export async function insideFindings(
  app: INestApplicationContext,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<Finding[]> {
  const adapters = (await app.get(AdapterHost).check()).map(({ adapter, ...finding }) => ({
    ...finding,
    what: `${adapter.port.name} ${adapter.name}: ${finding.what}`,
  }));
  if (isNew) return [...adapters, { what: 'There is no data yet; the first start makes it', ok: true }];
  const { source } = app.get(Db);
  const migrations = [...(await migrationFindings(app.get(Db))), ...(await movingFindings(source))];
  const hasTables = migrations.every(({ ok }) => ok);
  return [...adapters, ...migrations, ...(hasTables ? await keyFindings(app) : [])];
}

async function migrationFindings(db: Db): Promise<Finding[]> {
  const status = await migrationStatus(db.source);
  const pending = status.filter(({ state }) => state === 'pending').map(({ name }) => name);
  const unknown = status.filter(({ state }) => state === 'unknown').map(({ name }) => name);
  return [
    {
      what:
        pending.length === 0 ? 'No migration is pending' : `Migrations are pending: ${pending.join(', ')}`,
      ok: pending.length === 0,
      fix: 'Run `aethex migrate up`, or start the server.',
    },
    {
      what:
        unknown.length === 0
          ? 'This build knows every migration'
          : `Migrations of another build: ${unknown.join(', ')}`,
      ok: unknown.length === 0,
      fix: 'Run the build they came from, or the plugin they belong to.',
    },
  ];
}

/** Whether something is being brought into the database and is not whole yet. */
async function movingFindings(source: DataSource): Promise<Finding[]> {
  const ask: Ask = (sql, values = []) => source.query(sql, [...values]);
  const moving = await readMoving(ask, source.options.type === 'postgres' ? 'postgres' : 'sqlite');
  if (moving?.state !== 'unfinished') return [];
  return [
    {
      what: `A ${moving.kind} into this database is not finished, and no server starts on it`,
      ok: false,
      fix: `Run \`aethex ${moving.kind === 'restore' ? 'restore' : 'migrate-db'}\` again.`,
    },
  ];
}

async function keyFindings(app: INestApplicationContext): Promise<Finding[]> {
  const known = new Set((await app.get(KeyRing).list()).map(({ id }) => id));
  const findings: Finding[] = [];
  for (const { plugin, wearer } of app.get(PluginHost).keyWearers()) {
    const lost = [...(await wearer.worn())].filter(([id]) => !known.has(id));
    const rows = lost.reduce((sum, [, count]) => sum + count, 0);
    findings.push({
      what:
        rows === 0
          ? `Every key that closes data of "${plugin}" is there`
          : `${rows} rows of "${plugin}" are closed by keys that are lost: ${lost.map(([id]) => id).join(', ')}`,
      ok: rows === 0,
      fix: 'Put the key files of a backup back into the data directory.',
    });
  }
  return findings;
}
