export type FactsLike = Readonly<Record<string, unknown>>;

/** Merges key by key: `null` takes a key away. The result has no prototype that a key could reach. */
export function patchFacts(facts: FactsLike, patch: FactsLike): FactsLike {
  const kept = Object.entries({ ...facts }).filter(([key]) => !Object.hasOwn(patch, key));
  const added = Object.entries(patch).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries([...kept, ...added]);
}

/** Bytes of the compact JSON of a value. */
export const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');
