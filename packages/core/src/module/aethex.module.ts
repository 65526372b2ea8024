import { Global, Inject, Module, type DynamicModule } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import type { AethexConfig } from '../config/define-config.js';
import { HttpConfig, SocketConfig } from '../config/sections.js';
import { installExpressEdge, type ExpressLike } from '../http/express-edge.js';
import { installFastifyEdge, type FastifyLike } from '../http/fastify-edge.js';
import { prefixes, rpcController, upgradeController } from '../http/contract-controller.js';
import { HttpEdge } from '../http/http-edge.js';
import { OpsController } from '../http/ops.controller.js';
import { routesOf } from '../http/route-plan.js';
import { makePlan, type Plan, type PlanInputs } from '../plugin/plan.js';
import { gatewayOf } from '../socket/gateway.js';
import { coreProviders } from './core-providers.js';
import { PluginHost } from './plugin-host.js';
import { pluginModule } from './plugin-module.js';
import { planToken } from './tokens.js';

@Global()
@Module({})
class CoreModule {}

/**
 * AeThex inside a Nest application. It is a guest: no global pipe, filter, guard or prefix, and routes of its own only.
 * Sockets need one line more: `app.useWebSocketAdapter(new AethexWsAdapter(app))`.
 */
@Module({})
export class AethexModule {
  /** Checks the configuration as a whole and fails with a ConfigError that names every mistake. */
  static forRoot(config: AethexConfig, inputs?: PlanInputs): DynamicModule {
    return moduleOf(makePlan(config, inputs));
  }

  /** The same, with a configuration that has to be waited for. */
  static async forRootAsync(options: {
    useFactory: () => Promise<AethexConfig> | AethexConfig;
  }): Promise<DynamicModule> {
    return AethexModule.forRoot(await options.useFactory());
  }

  constructor(host: HttpAdapterHost, modules: ModuleRef, @Inject(planToken) plan: Plan) {
    installEdge(host, modules, plan);
  }
}

function moduleOf(plan: Plan): DynamicModule {
  const http = sectionOf(plan, HttpConfig);
  const socket = sectionOf(plan, SocketConfig);
  const providers = coreProviders(plan);
  const core: DynamicModule = {
    module: CoreModule,
    controllers: [rpcController(http), upgradeController(socket.path), OpsController],
    providers: [...providers, gatewayOf(socket)],
    exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
  };
  return {
    module: AethexModule,
    imports: [core, ...plan.plugins.map((plugin) => pluginModule(plugin, http))],
    providers: [PluginHost],
    exports: [PluginHost],
  };
}

/** Before Nest adds its own body parsers, so that ours see our routes first. */
function installEdge(host: HttpAdapterHost, modules: ModuleRef, plan: Plan): void {
  const adapter = host.httpAdapter as { getType(): string; getInstance<T>(): T } | undefined;
  if (!adapter) return;
  const config = sectionOf(plan, HttpConfig);
  const edge = (): HttpEdge => modules.get(HttpEdge, { strict: false });
  if (adapter.getType() === 'fastify') installFastifyEdge(adapter.getInstance<FastifyLike>(), edge, config);
  else if (adapter.getType() === 'express')
    installExpressEdge(
      adapter.getInstance<ExpressLike>(),
      plan.contracts.flatMap(routesOf),
      prefixes(config),
      edge,
      config,
    );
}

function sectionOf<T extends object>(plan: Plan, section: new (values: never) => T): T {
  const found = plan.sections.find((one) => one.section === (section as unknown));
  return new section(found?.values as never);
}
