import { z } from 'zod';
import { httpOf, pathFields, type AnyContract } from '../contract/define-contract.js';
import type { HttpRoute, HttpSpec, MethodSpec } from '../contract/method-spec.js';

/** A method of a contract with what the REST wire makes of it. */
export interface MethodFacts {
  /** `saves.put` */
  readonly id: string;
  readonly contract: string;
  readonly name: string;
  readonly spec: MethodSpec;
  readonly http: HttpSpec | undefined;
  readonly routes: readonly RouteFacts[];
}

/** One REST route and where each input field of the method travels. */
export interface RouteFacts {
  readonly route: HttpRoute;
  readonly verb: string;
  /** Without prefix: `/saves/:user_id` */
  readonly path: string;
  readonly inPath: readonly string[];
  readonly inQuery: readonly string[];
  /** Header and the field it fills, which may come from its other place instead. */
  readonly inHeaders: readonly (readonly [header: string, field: string])[];
  /** Fields of a JSON body. */
  readonly inBody: readonly string[];
  /** The field that is the whole body, as `application/octet-stream`. */
  readonly rawBody: string | undefined;
}

/** A status of success and whether the answer has a body. */
export interface SuccessFacts {
  readonly status: number;
  readonly hasBody: boolean;
}

const withBody = new Set(['POST', 'PUT', 'PATCH']);

/** Every method of the contracts, in the order they are declared. */
export function methodFacts(contracts: readonly AnyContract[]): MethodFacts[] {
  return contracts.flatMap((contract) =>
    Object.entries(contract.methods).map(([name, spec]) => {
      const http = httpOf(spec);
      const routes = http
        ? [http.route, ...(http.also ?? [])].map((route) => routeFacts(route, http, spec))
        : [];
      return { id: `${contract.id}.${name}`, contract: contract.id, name, spec, http, routes };
    }),
  );
}

function routeFacts(route: HttpRoute, http: HttpSpec, spec: MethodSpec): RouteFacts {
  const [verb = '', path = ''] = route.split(' ');
  const inPath = pathFields(route);
  const { rawInput } = http;
  const rest = Object.keys(spec.input.shape).filter((field) => !inPath.includes(field) && field !== rawInput);
  const hasJsonBody = withBody.has(verb) && rawInput === undefined;
  return {
    route,
    verb,
    path,
    inPath,
    inQuery: hasJsonBody ? [] : rest,
    inHeaders: Object.entries(http.headers ?? {}),
    inBody: hasJsonBody ? rest : [],
    rawBody: rawInput,
  };
}

/** The statuses of success on REST, the usual one first. */
export function successes({ spec, http }: MethodFacts): SuccessFacts[] {
  const { status, createdWhen } = http ?? {};
  const found: SuccessFacts[] = [];
  if (!(spec.output instanceof z.ZodNull)) found.push({ status: status ?? 200, hasBody: true });
  if (spec.output.safeParse(null).success) found.push({ status: status ?? 204, hasBody: false });
  if (createdWhen !== undefined) found.push({ status: 201, hasBody: true });
  return found.filter((one, index) => found.findIndex(({ status }) => status === one.status) === index);
}
