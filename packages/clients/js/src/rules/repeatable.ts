import type { AnyContract, MethodNames } from '@aethex/protocol';

type Names<C extends AnyContract> = Readonly<Record<MethodNames<C>, boolean>>;

/**
 * Whether a call may be sent again when its answer got lost. True for what changes nothing, for what the server does
 * once for each idempotency key, and for what a second time leaves as it is.
 */
export type Repeatable = (method: string) => boolean;

/** The same for the methods of a contract that the caller has at hand. */
export function repeatableOf({ id, methods }: AnyContract): Repeatable {
  const names = Object.keys(methods).filter((name) => {
    const { once, http } = methods[name] ?? {};
    const route = typeof http === 'object' ? http.route : http;
    return once === true || route?.startsWith('GET ') === true;
  });
  return oneOf(id, names);
}

export function oneOf(id: string, names: readonly string[]): Repeatable {
  const known = new Set(names.map((name) => `${id}.${name}`));
  return (method) => known.has(method);
}

export type { Names };
