import type { AnyContract } from '../contract/define-contract.js';
import type { EventSpec } from '../contract/method-spec.js';
import { serverFrames } from '../wire/frames.js';
import type { Draft } from './async-api.js';
import type { JsonSchema } from './json-schema.js';
import { pascal, type SchemaBook } from './schema-book.js';

/** The events of contracts that reach sockets and are no frames of the house already. */
export function asyncEvents(contracts: readonly AnyContract[], book: SchemaBook): Draft[] {
  return contracts.flatMap(({ id, events }) =>
    Object.entries(events)
      .filter(([, { to, frame }]) => to === 'player' && !(frame !== undefined && frame in serverFrames))
      .map(([name, spec]) => draftOf(`${id}.${name}`, spec, book)),
  );
}

const draftOf = (event: string, spec: EventSpec, book: SchemaBook): Draft => ({
  key: `event.${event}`,
  title: spec.frame ?? event,
  summary: spec.summary,
  payload: book.named(`${pascal(event)}Event`, payloadOf(event, spec, book)),
});

function payloadOf(event: string, { data, frame }: EventSpec, book: SchemaBook): JsonSchema {
  const inner = book.of(data, 'output');
  const moment: JsonSchema = { type: 'integer', description: 'milliseconds since 1970 UTC' };
  if (frame !== undefined) return { allOf: [inner, envelope({ type: { const: frame }, server_ts: moment })] };
  return envelope({ type: { const: 'event' }, event: { const: event }, data: inner, server_ts: moment });
}

const envelope = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
