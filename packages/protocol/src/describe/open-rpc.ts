import type { AnyContract } from '../contract/define-contract.js';
import type { LimitSpec, ForWhom } from '../contract/method-spec.js';
import { baseUrl, type ApiInfo } from './api-info.js';
import { declaredErrors, houseErrorsOf, type ErrorFacts } from './error-facts.js';
import type { JsonSchema } from './json-schema.js';
import { methodFacts, type MethodFacts } from './method-facts.js';
import { pascal, SchemaBook } from './schema-book.js';

export interface ContentDescriptor {
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

/** One JSON-RPC code; `data.one_of` holds the error bodies that come with it, each with the schema of its `data`. */
export interface RpcErrorGroup {
  readonly code: number;
  readonly message: string;
  readonly data: { readonly one_of: readonly object[] };
}

export interface RpcMethod {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paramStructure: 'by-name';
  readonly params: readonly ContentDescriptor[];
  readonly result: ContentDescriptor;
  readonly errors: readonly RpcErrorGroup[];
  readonly examples?: readonly object[];
  readonly 'x-who': ForWhom;
  readonly 'x-needs'?: string;
  readonly 'x-limit'?: LimitSpec;
  readonly 'x-once'?: true;
}

export interface OpenRpcDocument {
  readonly openrpc: '1.3.2';
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers?: readonly { readonly name: string; readonly url: string }[];
  readonly methods: readonly RpcMethod[];
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Describes every method of the contracts, as JSON-RPC 2.0 calls them, as an OpenRPC 1.3 document. */
export function openRpc(contracts: readonly AnyContract[], info: ApiInfo): OpenRpcDocument {
  const book = new SchemaBook('draft-07');
  const methods = methodFacts(contracts).map((method) => rpcMethod(method, book));
  const { title, version, description, origin } = info;
  return {
    openrpc: '1.3.2',
    info: { title, version, ...(description !== undefined && { description }) },
    ...(origin !== undefined && { servers: [{ name: 'http', url: `${baseUrl(info)}/rpc` }] }),
    methods,
    components: { schemas: book.schemas },
  };
}

function rpcMethod(method: MethodFacts, book: SchemaBook): RpcMethod {
  const { id, contract, spec } = method;
  const output = book.named(`${pascal(id)}Output`, book.of(spec.output, 'output'));
  return {
    name: id,
    summary: spec.summary,
    ...(spec.notes !== undefined && { description: spec.notes }),
    tags: [{ name: contract }],
    paramStructure: 'by-name',
    params: paramsOf(book.of(spec.input, 'input')),
    result: { name: 'result', schema: successSchema(output) },
    errors: groups([...declaredErrors(method), ...houseErrorsOf(method)], book),
    ...(spec.example && { examples: [exampleOf(spec.example)] }),
    'x-who': spec.who,
    ...(spec.needs !== undefined && { 'x-needs': spec.needs }),
    ...(spec.limit && { 'x-limit': spec.limit }),
    ...(spec.once && { 'x-once': true }),
  };
}

/** Required ones first, as OpenRPC wants them. */
function paramsOf(input: JsonSchema): ContentDescriptor[] {
  const required = new Set(input.required);
  const params = Object.entries(input.properties ?? {}).map(([name, property]) => {
    const { description, ...schema } = property as JsonSchema;
    return {
      name,
      ...(description !== undefined && { description }),
      required: required.has(name),
      schema,
    };
  });
  return params.toSorted((a, b) => Number(b.required) - Number(a.required));
}

const successSchema = (data: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: { success: { const: true }, data },
  required: ['success', 'data'],
});

/** OpenRPC lists a code once, and many of our codes share one: they stand together under it. */
function groups(errors: readonly ErrorFacts[], book: SchemaBook): RpcErrorGroup[] {
  const codes = [...new Set(errors.map(({ look }) => look.rpc))].toSorted((a, b) => b - a);
  return codes.map((code) => {
    const members = errors.filter(({ look }) => look.rpc === code);
    return {
      code,
      message: members.map((error) => error.code).join(', '),
      data: { one_of: members.map((error) => memberOf(error, book)) },
    };
  });
}

const memberOf = ({ code, message, look, data }: ErrorFacts, book: SchemaBook): object => ({
  code,
  message,
  retry: look.retry,
  ...(data && { data: book.of(data, 'output') }),
});

const exampleOf = ({ input, output }: { readonly input: unknown; readonly output: unknown }): object => ({
  name: 'example',
  params: Object.entries(input as object).map(([name, value]: [string, unknown]) => ({ name, value })),
  result: { name: 'result', value: { success: true, data: output } },
});
