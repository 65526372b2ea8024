import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BootError, type Plan } from '@aethex/core';
import { DataConfig } from '../config/data-config.js';

/** Where a plan keeps its data. */
export function dataDirOf(plan: Plan): string {
  const section = plan.sections.find((one) => one.section === DataConfig);
  const { dir = '' } = (section?.values ?? {}) as Partial<DataConfig>;
  return resolve(dir);
}

/** Whether the database is the one in the data directory. */
export const keepsDataHere = (plan: Plan): boolean =>
  plan.adapters.some(
    ({ port, name, fallback }) => port.name === 'Database' && name === 'sqlite' && fallback === true,
  );

/** Whether there is no database yet: the first start makes it. */
export const isUntouched = (plan: Plan): boolean =>
  keepsDataHere(plan) && !existsSync(join(dataDirOf(plan), 'aethex.db'));

/** Refuses to work on a data directory that nobody has used: its name is most likely mistyped. */
export function demandData(plan: Plan): void {
  if (!isUntouched(plan)) return;
  throw new BootError(
    `There is no database in ${dataDirOf(plan)}.`,
    'Check the folder after --data; a new one is made by `aethex start` or `aethex migrate up`.',
  );
}
