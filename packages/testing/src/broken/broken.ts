import { adapter, type Adapter, type AdapterContext } from '@aethex/core';

/** An adapter that breaks one promise of its port on purpose and keeps all the others. */
export interface Broken<T extends object> {
  /** The promise, in the words of the suite. */
  readonly breaks: string;
  readonly adapter: () => Adapter<T>;
}

/** The instance with some of its methods replaced. */
export function altered<T extends object>(real: T, methods: Partial<T>): T {
  return new Proxy(real, {
    get: (target, name) => {
      const own = (methods as Record<PropertyKey, unknown>)[name];
      const found = own ?? (target as Record<PropertyKey, unknown>)[name];
      return typeof found === 'function' ? (found as (...args: unknown[]) => unknown).bind(target) : found;
    },
  });
}

/** The adapter with some methods of each instance replaced. */
export function spoilt<T extends object>(
  good: Adapter<T>,
  spoil: (real: T, context: AdapterContext) => Partial<T> | Promise<Partial<T>>,
): Adapter<T> {
  const create = async (context: AdapterContext): Promise<T> => {
    const real = await good.create(context);
    return altered(real, await spoil(real, context));
  };
  return adapter<T>({ ...good, create });
}

/**
 * As `spoilt`, for an adapter that stands on one host: each node has an instance of its own in front of the one they
 * share.
 */
export function shared<T extends object>(
  good: Adapter<T>,
  spoil: (real: T, context: AdapterContext, node: number) => Partial<T>,
): Adapter<T> {
  let only: Promise<T> | undefined;
  let nodes = 0;
  const create = async (context: AdapterContext): Promise<T> => {
    only ??= Promise.resolve(good.create(context));
    const real = await only;
    return altered(real, spoil(real, context, nodes++));
  };
  return adapter<T>({ ...good, reach: 'host', create });
}

/** One turn of the event loop: time enough for others to come in between. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
