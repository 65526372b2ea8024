/** How often and for how long a call is tried. All times are milliseconds. */
export interface RetryPolicy {
  /** Tries altogether, the first one included. */
  readonly attempts: number;
  /** Longest wait before the second try; it doubles with each further one. */
  readonly baseMs: number;
  /** Longest wait of all. */
  readonly capMs: number;
  /** After this time no further try is begun. */
  readonly totalMs: number;
}

/**
 * Milliseconds to wait before a try: exponential back-off with full jitter, so that clients that failed together do not
 * come back together. `failures` counts from 1, `random` is in [0, 1).
 * Formula: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backOff(
  failures: number,
  { baseMs, capMs }: Pick<RetryPolicy, 'baseMs' | 'capMs'>,
  random: number,
): number {
  return random * Math.min(capMs, baseMs * 2 ** (failures - 1));
}

/** What is known of a call that has failed so far. */
export interface Failures {
  readonly failures: number;
  readonly elapsedMs: number;
  /** What the server asked for, or 0. */
  readonly retryAfterMs: number;
}

/** Milliseconds to wait before trying again, or `null` when it is time to give up. */
export function nextTry(
  { failures, elapsedMs, retryAfterMs }: Failures,
  policy: RetryPolicy,
  random: number,
): number | null {
  if (failures >= policy.attempts) return null;
  const wait = retryAfterMs + backOff(failures, policy, random);
  return elapsedMs + wait > policy.totalMs ? null : wait;
}
