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

/** The patch that makes one state of another, or `null` when they say the same. */
export function difference(before: State, after: State): State | null {
  const patch: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(after))
    if (!Object.hasOwn(before, key) || JSON.stringify(before[key]) !== JSON.stringify(value))
      patch[key] = value;
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  return Object.keys(patch).length > 0 ? patch : null;
}
