import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import type { HttpConfig } from '../config/sections.js';
import { placed } from '../http/api-controller.js';
import { controllerOf } from '../http/contract-controller.js';
import { contractsOf, type Plugin } from '../plugin/define-plugin.js';

/** Makes the Nest module of a plugin: its providers are private unless it exports them. */
export function pluginModule(plugin: Plugin, http: HttpConfig): DynamicModule {
  const { spec } = plugin;
  const own = new Set<Type<object>>([
    ...(spec.serves ?? []).flatMap(({ services }) => [...services]),
    ...(spec.frames ?? []).map(({ handler }) => handler),
    ...(spec.listens ?? []).map(({ listener }) => listener),
    ...(spec.jobs ?? []).map(({ worker }) => worker),
    ...[
      spec.privacy,
      spec.wears,
      spec.merges,
      spec.authenticator,
      spec.games,
      spec.quotas,
      spec.audit,
      ...Object.values(spec.credentials ?? {}),
      ...(spec.meters ?? []).map(({ gauge }) => gauge),
    ].filter((type) => type !== undefined),
  ]);
  // A class that is listed among the providers as well is one instance.
  const listed = (spec.providers ?? []).filter((provider) => !own.has(provider as Type<object>));
  class PluginModule {}
  Object.defineProperty(PluginModule, 'name', { value: `${spec.id}Module` });
  Module({})(PluginModule);
  return {
    module: PluginModule,
    imports: [...(spec.imports ?? [])],
    controllers: [
      ...contractsOf(plugin).map((contract) => controllerOf(contract, http)),
      ...(spec.controllers ?? []).map((type) => placed(type, http)),
    ],
    providers: [...own, ...listed] as Provider[],
    exports: [...(spec.exports ?? [])],
  };
}
