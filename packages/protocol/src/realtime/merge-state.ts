/** What a room knows of one player: the game's own keys. */
export type StateData = Record<string, unknown>;

/**
 * Writes a patch into a state, key by key: a value replaces the old one whole, nested objects too, and `null` takes the
 * key away. A key named `__proto__` is passed over.
 */
export function mergeState<S extends StateData>(into: S, patch: Readonly<StateData>): S {
  const target: StateData = into;
  for (const key of Object.keys(patch)) {
    if (key === '__proto__') continue;
    const value = patch[key];
    if (value === null || value === undefined) delete target[key];
    else target[key] = value;
  }
  return into;
}

/** The smallest patch that makes `after` of `before` when merged, or `null` when they say the same. */
export function diffState(before: Readonly<StateData>, after: Readonly<StateData>): StateData | null {
  const patch: StateData = {};
  let differs = false;
  for (const key of Object.keys(after)) {
    if (Object.hasOwn(before, key) && sameValue(before[key], after[key])) continue;
    patch[key] = after[key];
    differs = true;
  }
  for (const key of Object.keys(before)) {
    if (Object.hasOwn(after, key)) continue;
    patch[key] = null;
    differs = true;
  }
  return differs ? patch : null;
}

/** Whether two values say the same on the wire; the order of keys does not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a !== a && b !== b;
  if (Array.isArray(a) || ArrayBuffer.isView(a)) return sameList(a, b);
  if (Array.isArray(b) || ArrayBuffer.isView(b)) return false;
  return sameObject(a as StateData, b as StateData);
}

function sameList(a: object, b: object): boolean {
  if (Array.isArray(a) !== Array.isArray(b) || ArrayBuffer.isView(a) !== ArrayBuffer.isView(b)) return false;
  const [left, right] = [a as ArrayLike<unknown>, b as ArrayLike<unknown>];
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (!sameValue(left[i], right[i])) return false;
  return true;
}

function sameObject(a: StateData, b: StateData): boolean {
  for (const key in a) if (!Object.hasOwn(b, key) || !sameValue(a[key], b[key])) return false;
  for (const key in b) if (!Object.hasOwn(a, key)) return false;
  return true;
}
