import type { Adapter } from '@aethex/core';

/** What the servers of a test file stand on. */
export interface Ground {
  readonly adapters: readonly Adapter[];
  /** Removes what was made for it. */
  readonly clear: () => Promise<void>;
}

/** Makes the ground for the data directory of a server. */
export type Foundation = (dir: string) => Promise<Ground>;

let foundation: Foundation | undefined;
const grounds = new Map<string, Promise<Ground>>();

/**
 * From now on `startAethex` puts servers on these adapters where a test names no others, instead of on the local ones:
 * so the same suite runs on other engines. Called in a setup file.
 */
export function standOn(other: Foundation): void {
  foundation = other;
}

/** The adapters of a data directory; the same again for the same one. */
export async function groundOf(dir: string): Promise<readonly Adapter[]> {
  if (!foundation) return [];
  const ground = grounds.get(dir) ?? foundation(dir);
  grounds.set(dir, ground);
  return (await ground).adapters;
}

/** Removes what a data directory stood on. */
export async function clearGround(dir: string): Promise<void> {
  const ground = grounds.get(dir);
  grounds.delete(dir);
  await (await ground)?.clear();
}
