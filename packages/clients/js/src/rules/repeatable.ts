import type { AnyContract } from '@aethex/protocol';

/** The methods of a contract that may be sent again: those that change nothing, and those that happen once for each key. */
export function repeatableOf({ methods }: AnyContract): string[] {
  return Object.keys(methods).filter((name) => {
    const { once, http } = methods[name] ?? {};
    const route = typeof http === 'object' ? http.route : http;
    return once === true || route?.startsWith('GET ') === true;
  });
}
