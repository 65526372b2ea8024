import type { z } from 'zod';
import { AethexError, type AethexErrorOptions } from '../errors/aethex-error.js';
import type { ErrorSpec, EventSpec, EventSpecs, HttpSpec, MethodSpec, MethodSpecs } from './method-spec.js';

/** A method of a contract as a value: what `before(saves.put, …)` and the dispatcher take. */
export interface MethodRef<Spec extends MethodSpec = MethodSpec> {
  /** `saves.put` */
  readonly id: string;
  readonly contract: string;
  readonly name: string;
  readonly spec: Spec;
}

/** An event of a contract as a value: what `events.tell(saves.changed, …)` and `listen(…)` take. */
export interface EventRef<Spec extends EventSpec = EventSpec> {
  /** `saves.changed` */
  readonly id: string;
  readonly contract: string;
  readonly name: string;
  readonly spec: Spec;
}

type ErrorsOf<Spec extends MethodSpec> = NonNullable<Spec['errors']>;
type DataOf<E> = E extends { data: infer D extends z.ZodType } ? z.input<D> : undefined;
type DataArgument<E> = DataOf<E> extends undefined ? [data?: undefined] : [data: DataOf<E>];

interface ContractBase<Id extends string, M extends MethodSpecs, E extends EventSpecs> {
  readonly id: Id;
  readonly methods: M;
  readonly events: E;
  /** Makes a declared error: `throw saves.error('put', 'conflict', { … })` has the code `saves.conflict`. */
  error<Name extends keyof M & string, Code extends keyof ErrorsOf<M[Name]> & string>(
    method: Name,
    code: Code,
    ...data: [...DataArgument<ErrorsOf<M[Name]>[Code]>, options?: AethexErrorOptions]
  ): AethexError;
}

/** What may be asked of a plugin: its methods and events, each also a property of its own name. */
export type Contract<
  Id extends string = string,
  M extends MethodSpecs = MethodSpecs,
  E extends EventSpecs = EventSpecs,
> = ContractBase<Id, M, E> & { readonly [K in keyof M]: MethodRef<M[K]> } & {
  readonly [K in keyof E]: EventRef<E[K]>;
};

/** Any contract, where only its facts matter. */
export type AnyContract = Pick<ContractBase<string, MethodSpecs, EventSpecs>, 'id' | 'methods' | 'events'>;

const taken = new Set(['id', 'methods', 'events', 'error']);
const idPattern = /^[a-z][a-z0-9]*$/;
const namePattern = /^[a-z][A-Za-z0-9]*$/;

/**
 * Defines a contract. Inputs become strict: a field the schema does not name is refused.
 * Throws a `TypeError` in words when the definition contradicts itself.
 */
export function defineContract<
  const Id extends string,
  const M extends MethodSpecs,
  const E extends EventSpecs = Record<never, never>,
>(id: Id, methods: M, events?: E): Contract<Id, M, E> {
  if (!idPattern.test(id)) throw new TypeError(`Contract id "${id}" must be one lower-case word.`);
  const refs: Record<string, MethodRef | EventRef> = {};
  const strictMethods: Record<string, MethodSpec> = {};
  for (const [name, spec] of Object.entries(methods)) {
    checkName(id, name, refs);
    const strict = { ...spec, input: spec.input.strict() };
    checkRoute(`${id}.${name}`, strict);
    strictMethods[name] = strict;
    refs[name] = Object.freeze({ id: `${id}.${name}`, contract: id, name, spec: strict });
  }
  for (const [name, spec] of Object.entries(events ?? {})) {
    checkName(id, name, refs);
    refs[name] = Object.freeze({ id: `${id}.${name}`, contract: id, name, spec });
  }
  const error = (method: string, code: string, data?: unknown, options?: AethexErrorOptions): AethexError => {
    const spec = strictMethods[method]?.errors?.[code];
    if (!spec) throw new TypeError(`Contract "${id}" declares no error "${code}" for "${method}".`);
    return declaredError(`${id}.${code}`, spec, data, options);
  };
  return Object.freeze({
    id,
    methods: strictMethods,
    events: events ?? {},
    error,
    ...refs,
  }) as unknown as Contract<Id, M, E>;
}

function declaredError(
  code: string,
  spec: ErrorSpec,
  data: unknown,
  options: AethexErrorOptions = {},
): AethexError {
  return new AethexError(
    spec.kind,
    code,
    spec.message,
    data,
    spec.status ? { status: spec.status, ...options } : options,
  );
}

function checkName(id: string, name: string, refs: Record<string, unknown>): void {
  if (!namePattern.test(name)) throw new TypeError(`"${id}.${name}" must be a camelCase name.`);
  if (taken.has(name))
    throw new TypeError(`"${id}.${name}" is a word every contract needs itself. Choose another name.`);
  if (name in refs)
    throw new TypeError(`"${id}.${name}" is both a method and an event. Choose another name for one.`);
}

function checkRoute(id: string, spec: MethodSpec): void {
  const http = httpOf(spec);
  if (!http) return;
  const fields = spec.input.shape;
  const used = [
    ...pathFields(http.route),
    ...Object.values(http.headers ?? {}),
    ...(http.rawInput ? [http.rawInput] : []),
  ];
  const missing = used.find((field) => !(field in fields));
  if (missing) throw new TypeError(`The route of "${id}" uses "${missing}", which is no field of its input.`);
}

/** The REST binding of a method in its long form, or `undefined` when it has none. */
export function httpOf(spec: MethodSpec): HttpSpec | undefined {
  return typeof spec.http === 'string' ? { route: spec.http } : spec.http;
}

/** The names of a route's path parameters, in order. */
export function pathFields(route: string): string[] {
  return [...route.matchAll(/:([A-Za-z_]\w*)/g)].map((match) => match[1] as string);
}
