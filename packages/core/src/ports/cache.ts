/** Keeps small strings for a while. What it keeps may vanish at any time; nothing relies on finding it. */
export abstract class Cache {
  /** Returns the value, or `null` when there is none or its time is over. */
  abstract get(key: string): Promise<string | null>;
  /**
   * Keeps the value for `seconds` and says whether it did. With `only: 'absent'` a value that is there stays, and
   * of many that race exactly one wins. A time of zero or less keeps nothing, not even what was there.
   */
  abstract set(key: string, value: string, seconds: number, only?: 'absent'): Promise<boolean>;
  /**
   * Adds to a counter atomically and returns its new value; what is not there counts from 0. The time to live starts
   * with the first addition. `get` shows a counter as a decimal number.
   */
  abstract add(key: string, by: number, seconds: number): Promise<number>;
  /** Removes the value. Removing what is not there is no error. */
  abstract delete(key: string): Promise<void>;
}
