import { houseError, keepRaw } from '@aethex/protocol';
import { checkJson, type JsonLimits } from '../dispatch/check-json.js';
import { refuseDuplicateKeys } from '../dispatch/duplicate-keys.js';
import type { MethodRunner } from '../dispatch/method-runner.js';
import { headerOf, notesOf, type HttpRequest } from './platform.js';
import { takesBody, type RoutePlan } from './route-plan.js';

type Fields = Record<string, unknown>;

/** The one content type of JSON bodies; parameters other than its own charset are refused. */
export const jsonType = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;
const bytesType = /^application\/octet-stream$/i;

/** Puts the input of a method together from path, query, headers and body. A field may come from one of them only. */
export function readInput(
  plan: RoutePlan,
  runner: MethodRunner,
  request: HttpRequest,
  limits: JsonLimits,
): Fields {
  const input: Fields = {};
  add(input, request.query as Fields, 'query');
  if (plan.headers.length > 0) add(input, fromHeaders(plan, request), 'headers');
  if (takesBody(plan.verb))
    add(input, plan.rawBody ? rawBody(plan, request) : jsonBody(plan, runner, request, limits), 'body');
  add(input, request.params as Fields, 'path');
  return input;
}

/** The JSON body of a request, checked, with raw fields kept as written. */
export function jsonBody(
  plan: RoutePlan,
  runner: MethodRunner,
  request: HttpRequest,
  limits: JsonLimits,
): Fields {
  const { body } = request;
  const type = headerOf(request, 'content-type');
  if (type !== undefined && !jsonType.test(type)) throw houseError('request.unsupported_type');
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw houseError(
      'request.invalid',
      { field: '', reason: 'must be a JSON object' },
      { message: 'The body must be a JSON object.' },
    );
  }
  checkJson(body, limits);
  const { text } = notesOf(request);
  if (text !== undefined) {
    if (plan.method.spec.sensitive) refuseDuplicateKeys(text);
    keepRaw(text, body, runner.rawInputs);
  }
  return body as Fields;
}

function rawBody(plan: RoutePlan, request: HttpRequest): Fields {
  const type = headerOf(request, 'content-type');
  if (type === undefined || !bytesType.test(type)) {
    throw houseError('request.unsupported_type', undefined, {
      message: 'Send the bytes as application/octet-stream.',
    });
  }
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  return { [plan.http.rawInput as string]: bytes };
}

function fromHeaders({ headers }: RoutePlan, request: HttpRequest): Fields {
  const fields: Fields = {};
  for (const [header, field] of headers) {
    const value = headerOf(request, header);
    if (value !== undefined) fields[field] = entityTag(value);
  }
  return fields;
}

/** `"6"` and `W/"6"` read as 6; `*` as 0. */
const entityTag = (value: string): string => (value === '*' ? '0' : value.replace(/^(?:W\/)?"(.*)"$/, '$1'));

function add(input: Fields, more: Fields | undefined, source: string): void {
  for (const key in more) {
    if (Object.hasOwn(input, key)) {
      const reason = `is given twice, the second time in the ${source}`;
      throw houseError(
        'request.invalid',
        { field: key.slice(0, 64), reason },
        { message: `${key.slice(0, 64)} ${reason}.` },
      );
    }
    input[key] = more[key];
  }
}
