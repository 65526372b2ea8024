import { declaredErrors, houseErrorsOf, type ErrorFacts } from './error-facts.js';
import type { JsonSchema } from './json-schema.js';
import { successes, type MethodFacts, type SuccessFacts } from './method-facts.js';
import type { OperationPlan } from './open-api-operation.js';
import { pascal, type SchemaBook } from './schema-book.js';

export interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema; readonly example?: unknown }>>;
}

export const requestIdHeader = {
  description: 'the id under which the server logged the request',
  schema: { type: 'string' },
};
export const retryAfterHeader = {
  description: 'seconds after which trying again makes sense',
  schema: { type: 'integer' },
};

const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
const retryAfter = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };

/** Everything a route can answer, by status. */
export function responsesOf(plan: OperationPlan): Record<string, Response> {
  const { method, route, book } = plan;
  const responses: Record<string, Response> = {};
  for (const success of successes(method)) responses[success.status] = successOf(success, method, book);
  const errors = [...declaredErrors(method), ...houseErrorsOf(method, route)];
  const statuses = [...new Set(errors.map(({ look }) => look.http))].toSorted((a, b) => a - b);
  for (const status of statuses) {
    responses[status] = failureOf(
      errors.filter(({ look }) => look.http === status),
      method,
      book,
    );
  }
  return responses;
}

function successOf({ status, hasBody }: SuccessFacts, method: MethodFacts, book: SchemaBook): Response {
  const { spec, http } = method;
  const { etag, rawOutput } = http ?? {};
  const description = status === 201 ? 'Made.' : hasBody ? 'Done.' : 'Done; there is nothing to say.';
  const headers = {
    ...requestId,
    ...(hasBody &&
      etag !== undefined && { ETag: { description: `\`${etag}\`, in quotes`, schema: { type: 'string' } } }),
  };
  if (!hasBody) return { description, headers };
  if (rawOutput !== undefined) return rawAnswer(description, headers, method, book);
  const schema = book.named(`${pascal(method.id)}Output`, book.of(spec.output, 'output'));
  const example = exampleFor(status, method);
  const json = { schema, ...(example !== undefined && { example }) };
  return { description, headers, content: { 'application/json': json } };
}

function rawAnswer(
  description: string,
  headers: Response['headers'],
  { spec }: MethodFacts,
  book: SchemaBook,
): Response {
  const hasChecksum = book.of(spec.output, 'output').properties?.['checksum'] !== undefined;
  const checksum = { description: 'SHA-256 of the bytes, in hexadecimal', schema: { type: 'string' } };
  return {
    description,
    headers: { ...headers, ...(hasChecksum && { 'X-Checksum-Sha256': checksum }) },
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  };
}

/** The example of a method belongs to one of its statuses. */
function exampleFor(status: number, { spec, http }: MethodFacts): unknown {
  const output = spec.example?.output;
  const created = http?.createdWhen;
  if (output === undefined || created === undefined) return output;
  const isMade = (output as Readonly<Record<string, unknown>>)[created] === true;
  return isMade === (status === 201) ? output : undefined;
}

function failureOf(errors: readonly ErrorFacts[], method: MethodFacts, book: SchemaBook): Response {
  const schemas = errors.map((error) => errorSchema(error, method, book));
  const [only] = schemas;
  const error = schemas.length === 1 && only ? only : { oneOf: schemas };
  const waits = errors.some(({ look }) => look.http === 429 || look.http === 503);
  return {
    description: errors.map(({ code, message }) => `\`${code}\`: ${message}`).join('\n\n'),
    headers: { ...requestId, ...(waits && retryAfter) },
    content: {
      'application/json': { schema: { type: 'object', properties: { error }, required: ['error'] } },
    },
  };
}

/** The error body of one code, named after it; after the method too when methods give it different data. */
function errorSchema(
  { code, data, look, isHouse }: ErrorFacts,
  method: MethodFacts,
  book: SchemaBook,
): JsonSchema {
  const about = data ? book.of(data, 'output') : isHouse ? { description: 'further facts' } : undefined;
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      code: { const: code },
      message: { type: 'string' },
      retry: { const: look.retry },
      ...(about && { data: about }),
      request_id: { type: 'string' },
    },
    required: ['code', 'message', 'retry', ...(data ? ['data'] : []), 'request_id'],
  };
  const name = `${pascal(code)}Error`;
  const known = book.schemas[name];
  const isOther = known !== undefined && JSON.stringify(known) !== JSON.stringify(schema);
  return book.named(isOther ? `${pascal(method.id)}${name}` : name, schema);
}
