/** Knows what a plugin keeps closed by sealing keys. */
export interface KeyWearer {
  /** How many rows each key still closes, by key id. */
  worn(): Promise<ReadonlyMap<string, number>>;
  /** Re-closes up to `limit` rows of a key with the current one and returns how many it did. Safe to interrupt and to run beside writers. */
  rewrap(keyId: string, limit: number): Promise<number>;
}
