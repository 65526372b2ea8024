import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AdapterHost, Db, examine, KeyRing, migrationStatus, PluginHost, type Finding } from '@aethex/core';
import type { INestApplicationContext } from '@nestjs/common';
import { serverConfig, type ServerOptions } from '../config/server-config.js';
import { withTools } from '../tools.js';

const gigabyte = 1024 ** 3;
/** Free disk below which saves will soon fail. */
const enoughDisk = gigabyte;

/** `aethex doctor`: tries everything for real; each failing check names its fix. Fails when one does. */
export async function doctor(options: ServerOptions & { json?: boolean }): Promise<boolean> {
  const findings = await examineAll(options);
  if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else for (const finding of findings) process.stdout.write(line(finding));
  const failed = findings.filter(({ ok }) => !ok).length;
  if (!options.json)
    process.stdout.write(
      failed === 0 ? '\nAll is well.\n' : `\n${failed} of ${findings.length} checks failed.\n`,
    );
  return failed === 0;
}

async function examineAll(options: ServerOptions): Promise<Finding[]> {
  const { config, inputs } = await serverConfig(options, 'tools');
  const { plan, problems } = examine(config, inputs);
  const settings = problems.map(({ what, where, fix }) => ({ what: `${what} (${where})`, ok: false, fix }));
  const dir = resolve(
    String(plan.sections.find(({ section }) => section.section.id === 'data')?.list[0]?.value),
  );
  const before = [
    nodeFinding(),
    ...(settings.length > 0 ? settings : [{ what: 'The configuration has no mistake', ok: true }]),
    ...folderFindings(dir),
  ];
  if (before.some(({ ok }) => !ok) && problems.length > 0) return before;
  try {
    return [...before, ...(await withTools(options, insideFindings))];
  } catch (error) {
    const { what = (error as Error).message, fix = 'Read the message; it names what could not be opened.' } =
      error as { what?: string; fix?: string };
    return [...before, { what, ok: false, fix }];
  }
}

async function insideFindings(app: INestApplicationContext): Promise<Finding[]> {
  const adapters = (await app.get(AdapterHost).check()).map(({ adapter, ...finding }) => ({
    ...finding,
    what: `${adapter.port.name} ${adapter.name}: ${finding.what}`,
  }));
  return [
    ...adapters,
    await migrationFinding(app.get(Db)),
    await clockFinding(),
    ...(await keyFindings(app)),
  ];
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    what: `Node ${process.versions.node}`,
    ok,
    fix: 'Install Node 20.19 or newer; 22 or 24 still get security fixes.',
  };
}

function folderFindings(dir: string): Finding[] {
  const place = existsSync(dir) ? dir : nearestFolder(dir);
  const findings: Finding[] = [];
  try {
    accessSync(place, constants.W_OK);
    findings.push({ what: `${dir} can be written`, ok: true });
  } catch {
    findings.push({
      what: `${dir} cannot be written`,
      ok: false,
      fix: `Run \`chown\` on ${place}, or choose another folder with --data.`,
    });
  }
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  findings.push({
    what: `${(free / gigabyte).toFixed(1)} GiB are free`,
    ok: free >= enoughDisk,
    fix: 'Make room: without any, saves are refused with server.storage_full.',
  });
  return findings;
}

const nearestFolder = (dir: string): string => (existsSync(dir) ? dir : nearestFolder(dirname(dir)));

async function migrationFinding(db: Db): Promise<Finding> {
  const pending = (await migrationStatus(db.source)).filter(({ state }) => state === 'pending').length;
  return {
    what: pending === 0 ? 'No migration is pending' : `${pending} migrations are pending`,
    ok: pending === 0,
    fix: 'Run `aethex migrate up`, or start the server.',
  };
}

/** A clock before the build of this very release is certainly wrong. */
async function clockFinding(): Promise<Finding> {
  const ok = Date.now() > Date.UTC(2026, 0, 1);
  return {
    what: `The clock says ${new Date().toISOString()}`,
    ok,
    fix: 'Set the clock: tokens expire by it. `timedatectl set-ntp true`',
  };
}

async function keyFindings(app: INestApplicationContext): Promise<Finding[]> {
  const known = new Set((await app.get(KeyRing).list()).map(({ id }) => id));
  const findings: Finding[] = [];
  for (const { plugin, wearer } of app.get(PluginHost).keyWearers()) {
    const lost = [...(await worn(wearer))].filter(([id]) => !known.has(id));
    const rows = lost.reduce((sum, [, count]) => sum + count, 0);
    findings.push({
      what:
        rows === 0
          ? `Every key that closes data of "${plugin}" is there`
          : `${rows} rows of "${plugin}" are closed by keys that are lost: ${lost.map(([id]) => id).join(', ')}`,
      ok: rows === 0,
      fix: 'Put the key file of a backup back into the data directory.',
    });
  }
  return findings;
}

/** Tables that do not exist yet hold nothing. */
const worn = async (wearer: { worn(): Promise<ReadonlyMap<string, number>> }) =>
  wearer.worn().catch(() => new Map<string, number>());

const line = ({ what, ok, fix }: Finding): string =>
  `${ok ? '✓' : '✗'} ${what}${ok || !fix ? '' : `\n    fix  ${fix}`}\n`;
