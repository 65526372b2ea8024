import type { AnyContract, In, MethodNames, Out } from '@aethex/protocol';
import type { Type } from '@nestjs/common';
import type { Caller } from '../dispatch/caller.js';

/** What a service of a contract looks like: each method takes the parsed input and the caller. */
export type Serves<C> = {
  [Name in MethodNames<C>]: (input: In<C, Name>, caller: Caller) => Promise<Out<C, Name>> | Out<C, Name>;
};

/** A contract and the classes that serve it. */
export interface Serving {
  readonly contract: AnyContract;
  readonly services: readonly Type<object>[];
}

type Instance<S> = S extends new (...args: never[]) => infer I ? I : never;
type Together<S extends readonly unknown[]> = S extends readonly [infer First, ...infer Rest]
  ? Instance<First> & Together<Rest>
  : unknown;

/**
 * Says which classes serve a contract; several may share it, method by method. Does not compile when a method is
 * missing or mistyped.
 */
export function serve<C extends AnyContract, const S extends readonly (new (...args: never[]) => object)[]>(
  contract: C,
  ...services: Together<S> extends Serves<C> ? S : readonly [missing: Serves<C>]
): Serving {
  return { contract, services: services as unknown as readonly Type<object>[] };
}
