import { makePlan, type AethexConfig, type Plan, type PlanInputs } from '@aethex/core';
import { local } from '@aethex/local';
import { authPlugin } from '@aethex/plugin-auth';
import { savesPlugin } from '@aethex/plugin-saves';
import { DataConfig } from './data-config.js';
import { loadFile } from './load-file.js';

/** Options every command takes. */
export interface ServerOptions {
  /** Path of a configuration file. */
  readonly config?: string;
  /** The data directory. */
  readonly data?: string;
  /** Settings as `http.port=9000`. */
  readonly set?: readonly string[];
  readonly host?: string;
  readonly port?: string;
}

export interface ServerConfig {
  readonly config: AethexConfig;
  readonly inputs: PlanInputs;
  readonly fileName: string;
}

type Values = Readonly<Record<string, unknown>>;

/** The plugins of the default server, with what a JSON file says about each. */
export function defaultPlugins(values: Readonly<Record<string, Values | undefined>> = {}) {
  return [authPlugin(values['auth']), savesPlugin(values['saves'])];
}

/** Puts the configuration of the default server together: file, flags, all plugins, and local adapters for the rest. */
export async function serverConfig(options: ServerOptions, purpose: Plan['purpose']): Promise<ServerConfig> {
  const { config: file, name } = await loadFile(options.config);
  const flags = flagsOf(options);
  const { data, auth, saves, ...rest } = file as AethexConfig &
    Record<'data' | 'auth' | 'saves', Values | undefined>;
  const dir = dataDir(data, flags);
  const config = {
    ...rest,
    ...(data && { data }),
    plugins: rest.plugins ?? defaultPlugins({ auth, saves }),
    adapters: [...(rest.adapters ?? []), ...local.rest({ dir })],
    sections: [DataConfig, ...(rest.sections ?? [])],
  };
  return { config, inputs: { flags, fileName: name, purpose }, fileName: name };
}

/** The checked plan of the default server. */
export async function serverPlan(options: ServerOptions, purpose: Plan['purpose']): Promise<Plan> {
  const { config, inputs } = await serverConfig(options, purpose);
  return makePlan(config, inputs);
}

/** Where the data lies, before the plan is made: the adapters need it. */
function dataDir(file: Values | undefined, flags: Values): string {
  const given = flags['data.dir'] ?? process.env['AETHEX_DATA_DIR'] ?? file?.['dir'];
  return typeof given === 'string' && given !== '' ? given : './aethex-data';
}

function flagsOf({ set = [], data, host, port }: ServerOptions): Record<string, unknown> {
  const flags: Record<string, unknown> = {};
  for (const pair of set) {
    const at = pair.indexOf('=');
    flags[pair.slice(0, at)] = asValue(pair.slice(at + 1));
  }
  if (data !== undefined) flags['data.dir'] = data;
  if (host !== undefined) flags['http.host'] = host;
  if (port !== undefined) flags['http.port'] = asValue(port);
  return flags;
}

/** A number or a truth when it reads like one, else the text. */
function asValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}
