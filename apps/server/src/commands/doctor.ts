import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { examine, type Finding, type Plan } from '@aethex/core';
import { serverConfig, type ServerOptions } from '../config/server-config.js';
import { dataDirOf, isUntouched } from '../data/data-dir.js';
import { hostFindings } from '../doctor/host-findings.js';
import { insideFindings } from '../doctor/inside-findings.js';
import { nearestFolder } from '../doctor/nearest-folder.js';
import { explained } from '../told.js';
import { withTools } from '../tools.js';

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
  if (problems.length > 0)
    return problems.map(({ what, where, fix }) => ({ what: `${what} (${where})`, ok: false, fix }));
  const { findings, usable } = await hostFindings(plan);
  const before = [{ what: 'The configuration has no mistake', ok: true }, ...findings];
  if (!usable) return before;
  try {
    return [...before, ...(await examineInside(options, plan))];
  } catch (error) {
    const known = explained(error);
    if (!known) throw error;
    return [...before, { ...known, ok: false }];
  }
}

/** Where there is no data yet the adapters are tried in a folder beside its place, so that none is made by looking. */
async function examineInside(options: ServerOptions, plan: Plan): Promise<Finding[]> {
  if (!isUntouched(plan)) return withTools(options, (app) => insideFindings(app));
  const data = mkdtempSync(join(nearestFolder(dirname(dataDirOf(plan))), '.aethex-doctor-'));
  try {
    return await withTools({ ...options, data }, (app) => insideFindings(app, { isNew: true }), {
      mayBeNew: true,
    });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const line = ({ what, ok, fix }: Finding): string =>
  `${ok ? '✓' : '✗'} ${what}${ok || !fix ? '' : `\n    fix  ${fix}`}\n`;
