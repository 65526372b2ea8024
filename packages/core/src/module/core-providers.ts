import type { Provider, Type } from '@nestjs/common';
import type { AnyContract } from '@aethex/protocol';
import { DatabaseConfig, LogConfig } from '../config/sections.js';
import { Cluster } from '../cluster/cluster.js';
import { Nodes } from '../cluster/nodes.js';
import { RingGuard } from '../cluster/ring-guard.js';
import { Db } from '../db/db.js';
import { currentScope } from '../db/scope.js';
import { AuthenticatorSlot } from '../dispatch/authenticator-slot.js';
import { Authenticator } from '../dispatch/authenticator.js';
import { callerOf } from '../dispatch/caller.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { Limiter } from '../dispatch/limiter.js';
import { Once } from '../dispatch/once.js';
import { RpcEdge } from '../dispatch/rpc-edge.js';
import { Events } from '../events/events.js';
import { HttpEdge } from '../http/http-edge.js';
import { HttpFilter } from '../http/http-filter.js';
import { CallLog } from '../observe/call-log.js';
import { Caches } from '../observe/cached.js';
import { Health } from '../observe/health.js';
import { Load } from '../observe/load.js';
import { createLogger, Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import { apiToken } from '../plugin/api.js';
import { Extensions } from '../plugin/extensions.js';
import type { Plan } from '../plugin/plan.js';
import { givenTo, type Adapter } from '../ports/adapter.js';
import { Database } from '../ports/database.js';
import { Ids } from '../ports/ids.js';
import { SocketHub } from '../socket/socket-hub.js';
import { UpgradeGuard } from '../socket/upgrade-guard.js';
import { AdapterHost } from './adapter-host.js';
import { Drain } from './drain.js';
import { openDb } from './open-db.js';
import { planToken } from './tokens.js';

/** Everything core offers to plugins and to the application, each under its class. */
export function coreProviders(plan: Plan): Provider[] {
  return [
    { provide: planToken, useValue: plan },
    ...plan.sections.map(({ section, values }) => ({
      provide: section,
      useValue: new section(values as never),
    })),
    { provide: Logger, useFactory: (config: LogConfig) => createLogger(config), inject: [LogConfig] },
    ...plan.adapters.map(adapterProvider),
    {
      provide: Db,
      useFactory: (database: Database, config: DatabaseConfig, log: Logger) =>
        openDb(database, plan, config, log),
      inject: [Database, DatabaseConfig, Logger],
    },
    { provide: Authenticator, useExisting: AuthenticatorSlot },
    ...plan.contracts.map(apiProvider),
    AdapterHost,
    AuthenticatorSlot,
    Caches,
    CallLog,
    Cluster,
    Dispatcher,
    Drain,
    Events,
    Extensions,
    Health,
    HttpEdge,
    HttpFilter,
    Limiter,
    Load,
    Metrics,
    Nodes,
    Once,
    RingGuard,
    RpcEdge,
    SocketHub,
    UpgradeGuard,
  ];
}

function adapterProvider(adapter: Adapter): Provider {
  return {
    provide: adapter.port,
    useFactory: (host: AdapterHost, ...needs: object[]) => host.create(adapter, needs),
    inject: [AdapterHost, ...givenTo(adapter)] as Type[],
  };
}

/** A contract as a client for other plugins: it calls as whoever called them, through all the checks. */
function apiProvider(contract: AnyContract): Provider {
  return {
    provide: apiToken(contract.id),
    useFactory: (dispatcher: Dispatcher, ids: Ids) => {
      const call = (name: string) => (input: unknown) => {
        const caller =
          currentScope()?.caller ??
          callerOf(null, { wire: 'direct', requestId: ids.next(), address: '', userAgent: '' });
        return dispatcher.callAs(`${contract.id}.${name}`, input, caller);
      };
      return Object.fromEntries(Object.keys(contract.methods).map((name) => [name, call(name)]));
    },
    inject: [Dispatcher, Ids],
  };
}
