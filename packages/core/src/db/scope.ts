import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from '../dispatch/caller.js';
import type { OnceUnit } from './once-unit.js';
import type { WriteUnit } from './write-unit.js';

/** What travels with a call through every await: who is calling, and the unit of work that is open. */
export interface Scope {
  readonly caller?: Caller;
  readonly unit?: WriteUnit;
  readonly once?: OnceUnit;
}

const storage = new AsyncLocalStorage<Scope>();
let inside = 0;

export const currentScope = (): Scope | undefined => (inside > 0 ? storage.getStore() : undefined);

/**
 * Runs the work with something added to the scope it was called in. Before Node 24 a storage that is switched on makes
 * every promise and every socket of the process dearer (measured: half as much again for an HTTP request), so it is on
 * only while somebody is inside.
 */
export async function withScope<T>(more: Scope, work: () => Promise<T>): Promise<T> {
  const outer = currentScope();
  inside += 1;
  try {
    return await storage.run(outer ? { ...outer, ...more } : more, work);
  } finally {
    inside -= 1;
    if (inside === 0) storage.disable();
  }
}
