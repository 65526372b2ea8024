import { readFileSync } from 'node:fs';
import { contractsOf, snakeCase, type Plugin } from '@aethex/core';
import { houseErrors, type MethodSpec } from '@aethex/protocol';
import { getMetadataArgsStorage } from 'typeorm';
import { tableOf } from './mentions.js';

/** The headings of every plugin's and adapter's README. */
export const readmeHeadings = ['What it is', 'Use', 'Settings', 'Methods', 'Notes'];

export function idTrouble({ spec }: Plugin): string[] {
  const { id } = spec;
  const tables = (spec.entities ?? []).map(tableOf).filter((table) => !table.startsWith(`${id}_`));
  const permissions = Object.keys(spec.permissions ?? {}).filter((name) => !name.startsWith(`${id}.`));
  const jobs = (spec.jobs ?? []).map(({ name }) => name).filter((name) => !name.startsWith(`${id}.`));
  return [
    ...tables.map((table) => `table "${table}"`),
    ...permissions.map((name) => `permission "${name}"`),
    ...jobs.map((name) => `job "${name}"`),
  ];
}

export function tableTrouble({ spec }: Plugin): string[] {
  return (spec.entities ?? [])
    .filter((entity) => !saysWhose(entity))
    .map((entity) => `table "${tableOf(entity)}"`);
}

function saysWhose(entity: new () => object): boolean {
  const columns = getMetadataArgsStorage()
    .filterColumns(lineOf(entity))
    .map(({ propertyName }) => snakeCase(propertyName));
  const owners = columns.filter((column) => column.endsWith('_id') && column !== 'player_id');
  return columns.includes('game_id') || columns.includes('pool') || owners.length > 0;
}

/** A class and those it extends, which may declare columns too. */
function lineOf(entity: new () => object): (new () => object)[] {
  const parent = Object.getPrototypeOf(entity) as new () => object;
  return parent === Function.prototype ? [entity] : [entity, ...lineOf(parent)];
}

export function exampleTrouble(plugin: Plugin): string[] {
  return contractsOf(plugin).flatMap((contract) =>
    Object.entries(contract.methods).flatMap(([name, spec]) =>
      methodTrouble(`${contract.id}.${name}`, contract.id, spec),
    ),
  );
}

function methodTrouble(method: string, id: string, spec: MethodSpec): string[] {
  const trouble: string[] = [];
  if (!/^[A-Z].*\.$/.test(spec.summary)) trouble.push(`${method}: the summary is no sentence`);
  if (!spec.example) return [...trouble, `${method}: it has no example`];
  const input = spec.input.safeParse(spec.example.input);
  if (!input.success) trouble.push(`${method}: the example's input does not parse: ${input.error.message}`);
  const output = spec.output.safeParse(spec.example.output);
  // A service answers some fields in a form that only the wire turns into JSON.
  const wireOnly = output.success || output.error.issues.every(({ code }) => code === 'custom');
  if (!wireOnly)
    trouble.push(`${method}: the example's output does not parse: ${output.error?.message ?? ''}`);
  for (const [code, error] of Object.entries(spec.errors ?? {})) {
    if (!/^[A-Z`].*[.]$/s.test(error.message)) trouble.push(`${id}.${code}: the message is no sentence`);
    if (`${id}.${code}` in houseErrors) trouble.push(`${id}.${code}: the house has this code itself`);
  }
  return trouble;
}

export function readmeTrouble(readme: URL): string[] {
  const lines = readFileSync(readme, 'utf8').split('\n');
  return readmeHeadings
    .filter((heading) => !lines.includes(`## ${heading}`))
    .map((heading) => `no heading "## ${heading}"`);
}
