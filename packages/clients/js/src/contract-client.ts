import type { AnyContract } from '@aethex/protocol';
import type { CallOptions, ContractClient, Mode, UseOptions } from './contract-types.js';
import type { Caller, Send } from './http/caller.js';
import { inMode } from './mode.js';
import { repeatableOf } from './rules/repeatable.js';

/** A client of any contract: what is asked of it becomes the name of a method. */
export function contractClient<C>(
  contract: string | AnyContract,
  options: UseOptions,
  wires: { readonly caller: Caller; readonly socket: Send; readonly mode: Mode },
): ContractClient<C> {
  const id = typeof contract === 'string' ? contract : contract.id;
  const known = typeof contract === 'string' ? [] : repeatableOf(contract);
  const repeatable = new Set([...known, ...(options.repeatable ?? [])]);
  const over = options.over === 'socket' ? wires.socket : undefined;
  const methods = new Proxy(Object.create(null) as object, {
    get: (_target, name) => {
      // A promise resolves with it: it must not look like one itself.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return (input?: unknown, call?: CallOptions) =>
        wires.caller.call(
          { ...call, method: `${id}.${name}`, input, repeatable: repeatable.has(name) },
          over,
        );
    },
  });
  return inMode(methods, wires.mode) as ContractClient<C>;
}
