import type { LimitSpec, ForWhom } from '../contract/method-spec.js';
import type { JsonSchema } from './json-schema.js';
import type { MethodFacts, RouteFacts } from './method-facts.js';
import { responsesOf, type Response } from './open-api-responses.js';
import { pascal, type SchemaBook } from './schema-book.js';
import type { Reference } from './share-responses.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description?: string;
  readonly required?: true;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, object>> };
  readonly responses: Readonly<Record<string, Response | Reference>>;
  readonly 'x-aethex': {
    readonly method: string;
    readonly who: ForWhom;
    readonly needs?: string;
    readonly limit?: LimitSpec;
    readonly once?: true;
  };
}

/** One route of a method on its way into a document. */
export interface OperationPlan {
  readonly method: MethodFacts;
  readonly route: RouteFacts;
  readonly number: number;
  readonly names: ReadonlyMap<string, string>;
  readonly book: SchemaBook;
}

export function operationOf(plan: OperationPlan): Operation {
  const { method, number } = plan;
  const { spec } = method;
  const input = plan.book.of(spec.input, 'input');
  const parameters = parametersOf(plan, input);
  const requestBody = bodyOf(plan, input);
  return {
    operationId: number === 0 ? method.id : `${method.id}_${number + 1}`,
    summary: spec.summary,
    ...(spec.notes !== undefined && { description: spec.notes }),
    tags: [method.contract],
    security: spec.who === 'anyone' ? [] : [{ bearer: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: responsesOf(plan),
    'x-aethex': {
      method: method.id,
      who: spec.who,
      ...(spec.needs !== undefined && { needs: spec.needs }),
      ...(spec.limit && { limit: spec.limit }),
      ...(spec.once && { once: true }),
    },
  };
}

function parametersOf({ method, route, names }: OperationPlan, input: JsonSchema): Parameter[] {
  const required = new Set(input.required);
  const examples = (method.spec.example?.input ?? {}) as Readonly<Record<string, unknown>>;
  const field = (name: string, place: Parameter['in'], field: string, must: boolean): Parameter => {
    const { description, examples: _examples, ...schema } = propertyOf(input, field);
    if (must) delete schema.default;
    return {
      name,
      in: place,
      ...(description !== undefined && { description }),
      ...(must && { required: true }),
      schema,
      ...(examples[field] !== undefined && { example: examples[field] }),
    };
  };
  const filledByHeader = new Set(route.inHeaders.map(([, name]) => name));
  return [
    ...route.inPath.map((name) => named(field(names.get(name) ?? name, 'path', name, true), name)),
    ...route.inQuery.map((name) =>
      field(name, 'query', name, required.has(name) && !filledByHeader.has(name)),
    ),
    ...route.inHeaders.map(([header, name]) => headerOf(header, name, field(header, 'header', name, false))),
    ...(method.spec.once ? [idempotencyKey] : []),
  ];
}

/** Says which field a path parameter is when another route has named it. */
const named = (parameter: Parameter, field: string): Parameter =>
  parameter.name === field
    ? parameter
    : { ...parameter, description: `\`${field}\`: ${parameter.description ?? 'see the method'}` };

const entityTags: Readonly<Record<string, string>> = {
  'if-match': 'the entity tag you started from, such as `"5"`',
  'if-none-match': '`*`: only when there is nothing yet',
};

/** A header that fills a field is an alternative to the field itself: giving both is refused. */
function headerOf(header: string, field: string, parameter: Parameter): Parameter {
  const name = header
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-');
  const tag = entityTags[header];
  const about = `${tag ?? parameter.description ?? 'see the field'}; the same as \`${field}\`, and in place of it`;
  if (tag === undefined) return { ...parameter, name, description: about };
  return { name, in: 'header', description: about, schema: { type: 'string' } };
}

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'a key of your own making: repeated within 24 hours it returns the first answer',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
};

function bodyOf({ method, route, book }: OperationPlan, input: JsonSchema): Operation['requestBody'] {
  if (route.rawBody !== undefined) {
    const { description } = propertyOf(input, route.rawBody);
    const schema = { type: 'string', format: 'binary', ...(description !== undefined && { description }) };
    return { required: true, content: { 'application/octet-stream': { schema } } };
  }
  if (route.inBody.length === 0) return undefined;
  const filledByHeader = new Set(route.inHeaders.map(([, field]) => field));
  const required = (input.required ?? []).filter(
    (field) => route.inBody.includes(field) && !filledByHeader.has(field),
  );
  const schema: JsonSchema = {
    type: 'object',
    properties: pick(input.properties as Record<string, JsonSchema>, route.inBody),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  const example =
    method.spec.example && pick(method.spec.example.input as Record<string, unknown>, route.inBody);
  // Routes of one method differ in what their path takes out of the body.
  const name = `${pascal(method.id)}Body${route === method.routes[0] ? '' : method.routes.indexOf(route) + 1}`;
  const json = { schema: book.named(name, schema), ...(example && { example }) };
  return { required: required.length > 0, content: { 'application/json': json } };
}

const propertyOf = (input: JsonSchema, field: string): JsonSchema =>
  (input.properties?.[field] ?? {}) as JsonSchema;

const pick = <T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> =>
  Object.fromEntries(keys.flatMap((key) => (key in record ? [[key, record[key] as T]] : [])));
