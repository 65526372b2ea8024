import type { AnyContract } from '../contract/define-contract.js';
import { baseUrl, type ApiInfo } from './api-info.js';
import type { JsonSchema } from './json-schema.js';
import { methodFacts, type MethodFacts, type RouteFacts } from './method-facts.js';
import { operationOf, type Operation } from './open-api-operation.js';
import { requestIdHeader, retryAfterHeader, type Response } from './open-api-responses.js';
import { SchemaBook } from './schema-book.js';
import { shareResponses } from './share-responses.js';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly headers: Readonly<Record<string, object>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

/** Describes every REST route of the contracts as an OpenAPI 3.1 document. */
export function openApi(contracts: readonly AnyContract[], info: ApiInfo): OpenApiDocument {
  const book = new SchemaBook('draft-2020-12');
  const built = addresses(contracts).map((address) => ({
    ...address,
    operation: operationOf({ ...address, book }),
  }));
  const { responses, share } = shareResponses(built.map(({ operation }) => operation));
  const paths: Record<string, Record<string, Operation>> = {};
  for (const { templatePath, route, operation } of built)
    (paths[templatePath] ??= {})[route.verb.toLowerCase()] = share(operation);
  const { title, version, description } = info;
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description !== undefined && { description }) },
    servers: [{ url: baseUrl(info) || '/' }],
    tags: contracts.map(({ id }) => ({ name: id })),
    paths,
    components: {
      schemas: sorted(book.schemas),
      responses,
      headers: { RequestId: requestIdHeader, RetryAfter: retryAfterHeader },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token, as every sign-in answers it.',
        },
      },
    },
  };
}

interface Address {
  readonly method: MethodFacts;
  readonly route: RouteFacts;
  /** 0 for the method's own route, then counting its further ones. */
  readonly number: number;
  /** `/saves/{user_id}/{save_id}` */
  readonly templatePath: string;
  /** The name in the template of each path field. */
  readonly names: ReadonlyMap<string, string>;
}

/** In OpenAPI two paths that differ only in the names of their parameters are one path: the first route names them. */
function addresses(contracts: readonly AnyContract[]): Address[] {
  const shapes = new Map<string, string>();
  return methodFacts(contracts).flatMap((method) =>
    method.routes.map((route, number) => {
      const shape = route.path.replace(/:\w+/g, ':');
      const path = shapes.get(shape) ?? route.path;
      shapes.set(shape, path);
      const template = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
      const names = new Map(route.inPath.map((field, index) => [field, template[index] ?? field]));
      return { method, route, number, templatePath: path.replace(/:(\w+)/g, '{$1}'), names };
    }),
  );
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
