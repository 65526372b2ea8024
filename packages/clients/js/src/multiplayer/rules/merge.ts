import type { State } from './snapshots.js';

/** A state with a patch on it, key by key: `null` takes a key away (the protocol's `mergeState`, on a copy). */
export function merged(before: State, patch: State): State {
  const after: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) delete after[key];
    else if (key !== '__proto__') after[key] = value;
  }
  return after;
}
