import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from '../dispatch/caller.js';
import type { WriteUnit } from './write-unit.js';
import type { OnceUnit } from './once-unit.js';

/** What travels with a call through every await: who is calling, and the unit of work that is open. */
export interface Scope {
  readonly caller?: Caller;
  readonly unit?: WriteUnit;
  readonly once?: OnceUnit;
}

const storage = new AsyncLocalStorage<Scope>();

export const currentScope = (): Scope | undefined => storage.getStore();

/** Runs the work with something added to the scope it was called in. */
export function withScope<T>(more: Scope, work: () => T): T {
  const outer = storage.getStore();
  return storage.run(outer ? { ...outer, ...more } : more, work);
}
