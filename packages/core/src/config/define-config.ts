import type { Plugin } from '../plugin/define-plugin.js';
import type { Hook } from '../plugin/hooks.js';
import type { Adapter } from '../ports/adapter.js';
import type { AnySection, SectionInput } from './section.js';
import type {
  BrandConfig,
  ClusterConfig,
  DatabaseConfig,
  HttpConfig,
  LimitsConfig,
  LogConfig,
  OpsConfig,
  SocketConfig,
} from './sections.js';

/** What a server is made of. Settings of plugins are given to the plugins. */
export interface AethexConfig {
  readonly brand?: SectionInput<typeof BrandConfig>;
  readonly http?: SectionInput<typeof HttpConfig>;
  readonly socket?: SectionInput<typeof SocketConfig>;
  readonly log?: SectionInput<typeof LogConfig>;
  readonly cluster?: SectionInput<typeof ClusterConfig>;
  readonly limits?: SectionInput<typeof LimitsConfig>;
  readonly ops?: SectionInput<typeof OpsConfig>;
  readonly database?: SectionInput<typeof DatabaseConfig>;
  readonly adapters?: readonly Adapter[];
  readonly plugins?: readonly Plugin[];
  readonly hooks?: readonly Hook[];
  /** Further sections of the application itself. */
  readonly sections?: readonly AnySection[];
}

/** Gives a configuration its type: `export const config = defineConfig({ … })`. */
export const defineConfig = (config: AethexConfig): AethexConfig => config;

/** Reads a variable of the environment inside a configuration file; empty counts as absent. */
export function env(name: string): string | undefined;
export function env(name: string, fallback: string): string;
export function env(name: string, fallback?: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? fallback : value;
}
