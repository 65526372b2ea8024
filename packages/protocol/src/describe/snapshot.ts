import type { z } from 'zod';
import type { AnyContract } from '../contract/define-contract.js';
import { clientFrames, serverFrames } from '../wire/frames.js';
import { closeCodes } from '../wire/close-codes.js';
import { houseErrors, type HouseErrorCode } from '../errors/house-errors.js';
import { declaredErrors, houseFacts, type ErrorFacts } from './error-facts.js';
import { fieldsOf, type Field } from './fields.js';
import type { Direction } from './json-schema.js';
import { methodFacts, successes, type MethodFacts } from './method-facts.js';

/** Path of a field, with `?` behind it when it may be missing, and its types: `{ 'slot?': "'a' | null" }`. */
export type FieldTypes = Readonly<Record<string, string>>;

export interface ErrorSnapshot {
  readonly status: number;
  readonly rpc: number;
  readonly data?: FieldTypes;
}

export interface RestSnapshot {
  readonly routes: readonly string[];
  readonly statuses: readonly number[];
  /** Header and the field it fills. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly etag?: string;
  readonly rawInput?: string;
  readonly rawOutput?: string;
}

export interface MethodSnapshot {
  readonly who: string;
  readonly needs?: string;
  readonly once?: true;
  readonly rest?: RestSnapshot;
  readonly input: FieldTypes;
  readonly output: FieldTypes;
  readonly errors: Readonly<Record<string, ErrorSnapshot>>;
}

export interface EventSnapshot {
  readonly to: string;
  readonly data: FieldTypes;
}

/** What clients rely on, small enough to read in a review and in an order that does not wander. */
export interface ApiSnapshot {
  readonly methods: Readonly<Record<string, MethodSnapshot>>;
  readonly events: Readonly<Record<string, EventSnapshot>>;
  readonly houseErrors: Readonly<Record<string, ErrorSnapshot>>;
  readonly clientFrames: Readonly<Record<string, FieldTypes>>;
  readonly serverFrames: Readonly<Record<string, FieldTypes>>;
  readonly closeCodes: Readonly<Record<string, number>>;
}

/** Everything of the contracts that a client can come to rely on. */
export function apiSnapshot(contracts: readonly AnyContract[]): ApiSnapshot {
  const events = contracts.flatMap((contract) =>
    Object.entries(contract.events).map(([name, { to, data }]) => ({
      id: `${contract.id}.${name}`,
      event: { to, data: typesOf(data, 'output') },
    })),
  );
  const house = (Object.keys(houseErrors) as HouseErrorCode[]).map(houseFacts);
  return {
    methods: byKey(methodFacts(contracts), ({ id }) => id, methodSnapshot),
    events: byKey(
      events,
      ({ id }) => id,
      ({ event }) => event,
    ),
    houseErrors: byKey(house, ({ code }) => code, errorSnapshot),
    clientFrames: framesOf(clientFrames, 'input'),
    serverFrames: framesOf(serverFrames, 'output'),
    closeCodes: byKey(
      Object.entries(closeCodes),
      ([reason]) => reason,
      ([, { code }]) => code,
    ),
  };
}

function methodSnapshot(method: MethodFacts): MethodSnapshot {
  const { contract, spec } = method;
  const rest = restSnapshot(method);
  return {
    who: spec.who,
    ...(spec.needs !== undefined && { needs: spec.needs }),
    ...(spec.once && { once: true }),
    ...(rest && { rest }),
    input: typesOf(spec.input, 'input'),
    output: typesOf(spec.output, 'output'),
    errors: byKey(declaredErrors(method), ({ code }) => code.slice(contract.length + 1), errorSnapshot),
  };
}

function restSnapshot(method: MethodFacts): RestSnapshot | undefined {
  const { http, routes } = method;
  if (!http) return undefined;
  const { headers, etag, rawInput, rawOutput } = http;
  return {
    routes: routes.map(({ route }) => route).toSorted(),
    statuses: successes(method)
      .map(({ status }) => status)
      .toSorted((a, b) => a - b),
    ...(headers && {
      headers: byKey(
        Object.entries(headers),
        ([name]) => name,
        ([, field]) => field,
      ),
    }),
    ...(etag !== undefined && { etag }),
    ...(rawInput !== undefined && { rawInput }),
    ...(rawOutput !== undefined && { rawOutput }),
  };
}

const errorSnapshot = ({ look, data }: ErrorFacts): ErrorSnapshot => ({
  status: look.http,
  rpc: look.rpc,
  ...(data && { data: typesOf(data, 'output') }),
});

const framesOf = (
  frames: Readonly<Record<string, z.ZodType>>,
  direction: Direction,
): Record<string, FieldTypes> =>
  byKey(
    Object.entries(frames),
    ([name]) => name,
    ([, frame]) => typesOf(frame, direction),
  );

const typesOf = (schema: z.ZodType, direction: Direction): FieldTypes =>
  byKey(fieldsOf(schema, direction), nameOf, ({ types }) => types.join(' | '));

const nameOf = ({ path, optional }: Field): string => (optional ? `${path}?` : path);

/** A record in alphabetical order, so that moving a declaration changes nothing. */
function byKey<T, V>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => V,
): Record<string, V> {
  const entries = items.map((item) => [key(item), value(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (bare(a) < bare(b) ? -1 : 1)));
}

const bare = (name: string): string => name.replace(/\?$/, '');
