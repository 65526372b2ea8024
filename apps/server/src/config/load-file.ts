import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BootError, type AethexConfig } from '@aethex/core';

/** What a file may be called, in the order they are looked for. */
const names = ['aethex.config.ts', 'aethex.config.mjs', 'aethex.config.js', 'aethex.config.json'];
/** What JSON cannot say: these are values of a program. */
const codeOnly = ['adapters', 'plugins', 'hooks', 'sections'];

export interface LoadedFile {
  readonly config: AethexConfig;
  /** For messages; `aethex.config.json` also when there is none. */
  readonly name: string;
}

/** Reads the configuration file: the one that is named, else the first of the usual names in the folder, else nothing. */
export async function loadFile(named: string | undefined, folder = process.cwd()): Promise<LoadedFile> {
  const path =
    named === undefined
      ? names.map((name) => resolve(folder, name)).find((one) => existsSync(one))
      : resolve(folder, named);
  if (path === undefined) return { config: {}, name: 'aethex.config.json' };
  if (!existsSync(path) || !statSync(path).isFile())
    throw new BootError(`There is no file ${path}.`, 'Check the path after --config.');
  return { config: path.endsWith('.json') ? readJson(path) : await importConfig(path), name: basename(path) };
}

function readJson(path: string): AethexConfig {
  const config = groupOf(parsed(path), path);
  const code = codeOnly.find((key) => Object.hasOwn(config, key));
  if (code === undefined) return config;
  throw new BootError(
    `${path} has "${code}", which JSON cannot describe.`,
    'Move the configuration to aethex.config.mjs: `export const config = defineConfig({ … })`.',
  );
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw new BootError(`${path} is not valid JSON: ${(error as Error).message}.`, 'Mend it, or remove it.', {
      cause: error,
    });
  }
}

async function importConfig(path: string): Promise<AethexConfig> {
  const module = await imported(path);
  const config = module.config ?? module.default;
  if (config !== undefined) return groupOf(config, path);
  throw new BootError(
    `${path} exports no configuration.`,
    'Write `export const config = defineConfig({ … })`.',
  );
}

async function imported(path: string): Promise<{ config?: unknown; default?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { config?: unknown; default?: unknown };
  } catch (error) {
    throw new BootError(`${path} could not be loaded: ${(error as Error).message}.`, hintFor(path), {
      cause: error,
    });
  }
}

function groupOf(config: unknown, path: string): AethexConfig {
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config;
  throw new BootError(
    `${path} holds no group of settings.`,
    'Write { "http": { "port": 9000 } }, for example.',
  );
}

const hintFor = (path: string): string =>
  path.endsWith('.ts')
    ? 'Node reads TypeScript from 22.18 on; with an older one name the file aethex.config.mjs.'
    : 'Mend the file; `node --check` shows where it breaks.';
