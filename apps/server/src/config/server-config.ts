import {
  BootError,
  isMany,
  makePlan,
  type Adapter,
  type AethexConfig,
  type Plan,
  type PlanInputs,
  type Port,
} from '@aethex/core';
import { local } from '@aethex/local';
import { authPlugin } from '@aethex/plugin-auth';
import { multiplayerPlugin } from '@aethex/plugin-multiplayer';
import { orgsPlugin } from '@aethex/plugin-orgs';
import { savesPlugin } from '@aethex/plugin-saves';
import { adaptersByEnv } from './adapters-by-env.js';
import { BackupConfig } from './backup-config.js';
import { DataConfig } from './data-config.js';
import { KeysConfig } from './keys-config.js';
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

type Flags = Readonly<Record<string, string>>;

/** The plugins of the default server. */
export const defaultPlugins = () => [authPlugin(), orgsPlugin(), savesPlugin(), multiplayerPlugin()];

/** Puts the configuration of the default server together: file, flags, all plugins, and local adapters for the rest. */
export async function serverConfig(options: ServerOptions, purpose: Plan['purpose']): Promise<ServerConfig> {
  const { config: file, name } = await loadFile(options.config);
  const flags = flagsOf(options);
  const dir = dataDir((file as { data?: { dir?: unknown } }).data?.dir, flags);
  const config = {
    ...file,
    plugins: file.plugins ?? defaultPlugins(),
    adapters: [
      ...(file.adapters ?? []),
      ...firstOfEach([...(await adaptersByEnv(dir)), ...local.rest({ dir })]),
    ],
    sections: [DataConfig, BackupConfig, KeysConfig, ...(file.sections ?? [])],
  };
  return { config, inputs: { flags, fileName: name, purpose }, fileName: name };
}

/** The first adapter for each port: of several fallbacks the one that was asked for. Where many may be bound, all stay. */
function firstOfEach(adapters: readonly Adapter[]): Adapter[] {
  const ports = new Set<Port>();
  return adapters.filter(({ port }) => isMany(port) || (!ports.has(port) && ports.add(port)));
}

/** The checked plan of the default server. */
export async function serverPlan(options: ServerOptions, purpose: Plan['purpose']): Promise<Plan> {
  const { config, inputs } = await serverConfig(options, purpose);
  return makePlan(config, inputs);
}

/** Where the data lies, before the plan is made: the adapters need it. */
function dataDir(inFile: unknown, flags: Flags): string {
  const given = flags['data.dir'] ?? process.env['AETHEX_DATA_DIR'] ?? inFile;
  return typeof given === 'string' && given !== '' ? given : './aethex-data';
}

function flagsOf({ set = [], data, host, port }: ServerOptions): Flags {
  const flags: Record<string, string> = {};
  for (const pair of set) {
    const at = pair.indexOf('=');
    if (at < 1)
      throw new BootError(`"${pair}" is no setting.`, 'Write it as --set key=value, such as http.port=9000.');
    flags[pair.slice(0, at)] = pair.slice(at + 1);
  }
  if (data !== undefined) flags['data.dir'] = data;
  if (host !== undefined) flags['http.host'] = host;
  if (port !== undefined) flags['http.port'] = port;
  return flags;
}
