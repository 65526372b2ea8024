import { httpOf, type AnyContract, type HttpRoute, type HttpSpec, type MethodRef } from '@aethex/protocol';

/** One REST route of a method, with what the edge has to know about its body. */
export interface RoutePlan {
  readonly method: MethodRef;
  readonly verb: string;
  /** Without prefix, such as `/saves/:user_id`. */
  readonly path: string;
  readonly http: HttpSpec;
  readonly rawBody: boolean;
  /** Headers that fill fields, as pairs. */
  readonly headers: readonly (readonly [string, string])[];
}

/** Where a route plan stands in the configuration of a Fastify route. */
export const planKey = 'aethex';

const wanting = new Set(['POST', 'PUT', 'PATCH']);

export const takesBody = (verb: string): boolean => wanting.has(verb);

/** All REST routes of a contract, those without parameters first, so that `/history` is not taken for an id. */
export function routesOf(contract: AnyContract): RoutePlan[] {
  const refs = contract as unknown as Record<string, MethodRef>;
  return Object.keys(contract.methods)
    .flatMap((name) => plansOf(refs[name] as MethodRef))
    .toSorted((a, b) => parameters(a.path) - parameters(b.path));
}

function plansOf(method: MethodRef): RoutePlan[] {
  const http = httpOf(method.spec);
  if (!http) return [];
  return [http.route, ...(http.also ?? [])].map((route) => {
    const [verb, path] = split(route);
    return {
      method,
      verb,
      path,
      http,
      rawBody: http.rawInput !== undefined,
      headers: Object.entries(http.headers ?? {}),
    };
  });
}

const split = (route: HttpRoute): [string, string] => {
  const space = route.indexOf(' ');
  return [route.slice(0, space), route.slice(space + 1)];
};

const parameters = (path: string): number => path.split('/:').length;
