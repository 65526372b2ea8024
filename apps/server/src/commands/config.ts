import { ConfigError, examine } from '@aethex/core';
import { serverConfig, type ServerOptions } from '../config/server-config.js';

/** `aethex config`: every setting, its value, and where it came from. Fails when something is wrong. */
export async function showConfig(options: ServerOptions & { json?: boolean }): Promise<void> {
  const { config, inputs } = await serverConfig(options, 'tools');
  const { plan, problems } = examine(config, inputs);
  const rows = plan.sections.flatMap(({ section, list }) =>
    list.map(({ key, value, origin, secret }) => ({
      setting: `${section.section.id}.${key}`,
      value: secret && value !== undefined ? '•••' : value,
      origin,
    })),
  );
  const adapters = plan.adapters.map(({ port, name, reach }) => ({ port: port.name, adapter: name, reach }));
  if (options.json)
    process.stdout.write(`${JSON.stringify({ settings: rows, adapters, problems }, null, 2)}\n`);
  else
    process.stdout.write(
      `${table(rows.map(({ setting, value, origin }) => [setting, shown(value), origin]))}\n\n${table(adapters.map(({ port, adapter, reach }) => [port, adapter, `reaches the ${reach}`]))}\n`,
    );
  if (problems.length > 0) throw new ConfigError(problems);
}

const shown = (value: unknown): string =>
  value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value);

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(cell.length, widest[index] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
