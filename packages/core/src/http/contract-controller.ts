import { houseError, type AnyContract } from '@aethex/protocol';
import {
  Controller,
  Inject,
  Req,
  RequestMapping,
  RequestMethod,
  Res,
  UseFilters,
  type Type,
} from '@nestjs/common';
import type { HttpConfig } from '../config/sections.js';
import { HttpEdge } from './http-edge.js';
import { HttpFilter } from './http-filter.js';
import type { HttpRequest, HttpResponse } from './platform.js';
import { planKey, routesOf } from './route-plan.js';

/** The paths a controller answers under: the prefix and its alias. */
export const prefixes = (config: HttpConfig): string[] =>
  [config.prefix, config.alias].filter((path) => path !== '');

/** Where the Fastify adapter of Nest looks for the configuration of a route. */
const fastifyRouteConfig = '__fastify_route_config__';

type Answer = (edge: HttpEdge, request: HttpRequest, response: HttpResponse) => Promise<unknown>;

/** Adds a route to a controller class, as Nest's decorators would. */
export function addRoute(
  owner: Type,
  name: string,
  verb: string,
  path: string,
  config: object,
  answer: Answer,
): void {
  const handler = function (
    this: { edge: HttpEdge },
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<unknown> {
    return answer(this.edge, request, response);
  };
  const prototype = owner.prototype as object;
  Object.defineProperty(prototype, name, { value: handler, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  RequestMapping({ path, method: RequestMethod[verb as keyof typeof RequestMethod] })(
    prototype,
    name,
    descriptor,
  );
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  Reflect.defineMetadata(fastifyRouteConfig, config, handler);
}

/** A controller class with our edge and our filter. */
export function edgeController(name: string, paths: string[]): Type {
  class EdgeController {
    constructor(readonly edge: HttpEdge) {}
  }
  Object.defineProperty(EdgeController, 'name', { value: name });
  Inject(HttpEdge)(EdgeController, undefined, 0);
  Controller(paths)(EdgeController);
  UseFilters(HttpFilter)(EdgeController);
  return EdgeController;
}

/** Makes the Nest controller of a contract, so that a studio's guards, interceptors and prefix apply to it. */
export function controllerOf(contract: AnyContract, config: HttpConfig): Type {
  const controller = edgeController(`${contract.id}Controller`, prefixes(config));
  routesOf(contract).forEach((plan, index) => {
    addRoute(
      controller,
      `${plan.method.name}_${index}`,
      plan.verb,
      plan.path,
      { [planKey]: plan },
      (edge, request, response) => edge.rest(plan, request, response),
    );
  });
  return controller;
}

/** What the edge has to know of `POST /rpc`. */
const rpcPlan = Object.freeze({ verb: 'POST', rawBody: false, speaksRpc: true });

/** The controller of `POST /rpc`, and of whoever opens the socket's address without an upgrade. */
export function rpcController(config: HttpConfig): Type {
  const controller = edgeController('RpcController', prefixes(config));
  addRoute(controller, 'rpc', 'POST', '/rpc', { [planKey]: rpcPlan }, (edge, request, response) =>
    edge.rpcCall(request, response),
  );
  return controller;
}

/** Tells whoever asks for the socket's address over plain HTTP to upgrade. */
export function upgradeController(path: string): Type {
  const controller = edgeController('UpgradeController', [path]);
  addRoute(controller, 'upgrade', 'GET', '/', {}, async (_edge, _request, response) => {
    response.header('upgrade', 'websocket').header('sec-websocket-version', '13');
    throw houseError('ws.upgrade_required');
  });
  return controller;
}
