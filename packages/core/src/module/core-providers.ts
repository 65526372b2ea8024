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
import { PublicUrl } from '../http/public-url.js';
import { MailTemplates } from '../mails/mail-templates.js';
import { Pages } from '../pages/pages.js';
import { CallLog } from '../observe/call-log.js';
import { Caches } from '../observe/cached.js';
import { Health } from '../observe/health.js';
import { Load } from '../observe/load.js';
import { createLogger, Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import { apiToken } from '../plugin/api.js';
import { Extensions } from '../plugin/extensions.js';
import type { Plan } from '../plugin/plan.js';
import { givenTo, type Adapter, type Port } from '../ports/adapter.js';
import { isMany } from '../plugin/choose-adapters.js';
import { Database } from '../ports/database.js';
import { IdentityProvider, IdentityProviders } from '../ports/identity-provider.js';
import { AuditTrailSlot } from '../tenancy/audit-trail.js';
import { Catalogue } from '../tenancy/catalogue.js';
import { Games, GamesSlot } from '../tenancy/games.js';
import { Quotas, QuotasSlot } from '../tenancy/quotas.js';
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
    providersOfIdentity(plan.adapters),
    {
      provide: Db,
      useFactory: (database: Database, config: DatabaseConfig, log: Logger) =>
        openDb(database, plan, config, log),
      inject: [Database, DatabaseConfig, Logger],
    },
    { provide: Authenticator, useExisting: AuthenticatorSlot },
    { provide: Games, useExisting: GamesSlot },
    { provide: Quotas, useExisting: QuotasSlot },
    ...plan.contracts.map(apiProvider),
    AdapterHost,
    AuditTrailSlot,
    AuthenticatorSlot,
    Catalogue,
    GamesSlot,
    PublicUrl,
    QuotasSlot,
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
    MailTemplates,
    Metrics,
    Nodes,
    Once,
    Pages,
    RingGuard,
    RpcEdge,
    SocketHub,
    UpgradeGuard,
  ];
}

/** Of a port with several adapters each has a token of its own. */
const tokenOf = ({ port, name }: Adapter): Port | string =>
  isMany(port) ? `aethex:${port.name}:${name}` : port;

function providersOfIdentity(adapters: readonly Adapter[]): Provider {
  const bound = adapters.filter(({ port }) => (port as Port) === (IdentityProvider as Port));
  return {
    provide: IdentityProviders,
    useFactory: (...made: IdentityProvider[]) =>
      new IdentityProviders(new Map(bound.map(({ name }, index) => [name, made[index] as IdentityProvider]))),
    inject: bound.map((one) => tokenOf(one)) as string[],
  };
}

function adapterProvider(adapter: Adapter): Provider {
  return {
    provide: tokenOf(adapter),
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
