import { clientFrames, type AnyContract } from '@aethex/protocol';
import { getMetadataArgsStorage } from 'typeorm';
import semver from 'semver';
import { ConfigError } from '../config/config-error.js';
import type { AethexConfig } from '../config/define-config.js';
import { resolveSections, type ConfigProblem, type ResolvedSection } from '../config/resolve.js';
import { coreSections } from '../config/sections.js';
import type { AnySection } from '../config/section.js';
import { routesOf } from '../http/route-plan.js';
import type { Adapter } from '../ports/adapter.js';
import { chooseAdapters } from './choose-adapters.js';
import { coreIdentity } from './core-identity.js';
import { contractsOf, type Plugin } from './define-plugin.js';

/** Everything known before anything is opened: settings, adapters, plugins, and that they fit together. */
export interface Plan {
  readonly sections: readonly ResolvedSection[];
  readonly adapters: readonly Adapter[];
  readonly plugins: readonly Plugin[];
  readonly contracts: readonly AnyContract[];
  readonly config: AethexConfig;
  /** `serve` for a server; `tools` for a command that only looks at one: nothing migrates, no job is done. */
  readonly purpose: 'serve' | 'tools';
}

export interface PlanInputs {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly fileName?: string;
  readonly purpose?: Plan['purpose'];
}

/** Checks a configuration as a whole. Fails with a ConfigError that names every mistake. */
export function makePlan(config: AethexConfig, inputs: PlanInputs = {}): Plan {
  const { plan, problems } = examine(config, inputs);
  if (problems.length > 0) throw new ConfigError(problems);
  return plan;
}

/** The plan together with what is wrong with it, for `aethex config` and `aethex doctor`. */
export function examine(
  config: AethexConfig,
  inputs: PlanInputs = {},
): { plan: Plan; problems: ConfigProblem[] } {
  const { plugins = [], sections: more = [], values } = partsOf(config);
  const fileName = inputs.fileName ?? 'the configuration';
  const classes: AnySection[] = [
    ...coreSections,
    ...more,
    ...plugins.flatMap(({ spec }) => (spec.config ? [spec.config] : [])),
  ];
  const file: Record<string, Record<string, unknown> | undefined> = { ...values };
  for (const { spec, options } of plugins) if (spec.config) file[spec.id] = { ...file[spec.id], ...options };
  const sources = { file, fileName, env: inputs.env ?? process.env, flags: inputs.flags ?? {} };
  const { resolved, problems } = resolveSections(classes, sources);
  const { purpose = 'serve' } = inputs;
  const nodes = valueOf(resolved, 'cluster', 'nodes') as number | undefined;
  const chosen = chooseAdapters(config.adapters ?? [], plugins, nodes ?? 1);
  const contracts = plugins.flatMap(contractsOf);
  problems.push(...chosen.problems, ...pluginProblems(plugins), ...clashes(plugins, contracts));
  return {
    plan: { sections: resolved, adapters: chosen.adapters, plugins, contracts, config, purpose },
    problems,
  };
}

function partsOf(config: AethexConfig) {
  const { adapters: _adapters, plugins, hooks: _hooks, sections, ...values } = config;
  return { plugins, sections, values: values as Record<string, Record<string, unknown> | undefined> };
}

const valueOf = (resolved: readonly ResolvedSection[], section: string, key: string): unknown =>
  resolved.find((one) => one.section.section.id === section)?.list.find((value) => value.key === key)?.value;

function pluginProblems(plugins: readonly Plugin[]): ConfigProblem[] {
  return plugins.flatMap(({ spec, madeBy }) => {
    if (madeBy !== coreIdentity) {
      const other = (madeBy as { version?: string }).version ?? 'unknown';
      return [
        problem(
          `Plugin "${spec.id}" was made with another copy of @aethex/core (${other}; this one is ${coreIdentity.version}).`,
          'Make @aethex/core a peer dependency of the plugin and run `npm ls @aethex/core`.',
        ),
      ];
    }
    if (
      spec.core !== undefined &&
      !semver.satisfies(coreIdentity.version, spec.core, { includePrerelease: true })
    ) {
      return [
        problem(
          `Plugin "${spec.id}" wants @aethex/core ${spec.core}, and this is ${coreIdentity.version}.`,
          'Install a version of the plugin for this core.',
        ),
      ];
    }
    return [];
  });
}

/** What only one plugin of a server may bring. */
const alone = [
  ['authenticator', 'an Authenticator'],
  ['games', 'Games'],
  ['quotas', 'Quotas'],
  ['audit', 'an AuditTrail'],
] as const;

/** What two plugins may not share: ids, contracts, routes, frames, tables, the authenticator. */
function clashes(plugins: readonly Plugin[], contracts: readonly AnyContract[]): ConfigProblem[] {
  const routes = contracts.flatMap((contract) =>
    routesOf(contract).map(({ verb, path, method }) => ({
      what: `${verb} ${path.replace(/:\w+/g, ':*')}`,
      by: method.id,
    })),
  );
  const tables = plugins.flatMap(({ spec }) =>
    (spec.entities ?? []).map((entity) => ({ what: tableOf(entity), by: spec.id })),
  );
  const frames = [
    ...Object.keys(clientFrames).map((type) => ({ what: type, by: 'the house' })),
    ...plugins.flatMap(({ spec }) =>
      (spec.frames ?? []).flatMap((served) =>
        Object.keys(served.frames).map((type) => ({ what: type, by: spec.id })),
      ),
    ),
  ];
  return [
    ...twice(
      plugins.map(({ spec }) => ({ what: spec.id, by: spec.id })),
      (id) => `Two plugins have the id "${id}".`,
    ),
    ...twice(
      contracts.map(({ id }) => ({ what: id, by: id })),
      (id) => `Two plugins serve a contract "${id}".`,
    ),
    ...twice(routes, (route, by) => `The route ${route} belongs to ${by}.`),
    ...twice(frames, (type, by) => `The socket frame "${type}" belongs to ${by}.`),
    ...tables
      .filter(({ what, by }) => !what.startsWith(`${by}_`))
      .map(({ what, by }) =>
        problem(`Table "${what}" of plugin "${by}" must begin with "${by}_".`, 'Rename the entity’s table.'),
      ),
    ...alone.flatMap(([field, what]) =>
      twice(
        plugins.filter(({ spec }) => spec[field]).map(({ spec }) => ({ what: field, by: spec.id })),
        (_, by) => `Two plugins bring ${what}: ${by}.`,
      ),
    ),
    ...twice(
      plugins.flatMap(({ spec }) =>
        Object.keys(spec.credentials ?? {}).map((prefix) => ({ what: prefix, by: spec.id })),
      ),
      (prefix, by) => `Tokens that begin with "${prefix}" belong to ${by}.`,
    ),
  ];
}

function twice(
  facts: readonly { what: string; by: string }[],
  say: (what: string, by: string) => string,
): ConfigProblem[] {
  const owners = new Map<string, string[]>();
  for (const { what, by } of facts) owners.set(what, [...(owners.get(what) ?? []), by]);
  return [...owners]
    .filter(([, by]) => by.length > 1)
    .map(([what, by]) => problem(say(what, by.join(' and ')), 'Leave one of them out.'));
}

const tableOf = (entity: new () => object): string =>
  getMetadataArgsStorage().tables.find((table) => table.target === entity)?.name ?? entity.name;

const problem = (what: string, fix: string): ConfigProblem => ({ what, where: 'plugins', fix });
