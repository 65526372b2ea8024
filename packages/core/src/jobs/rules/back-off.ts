const longest = 3_600_000;

/**
 * Milliseconds until a job that has failed `attempt` times is tried again: a second, then twice as long each time, up
 * to an hour; a quarter more or less by `chance` (0 to 1), so that jobs that failed together do not come back together.
 */
export function backOff(attempt: number, chance: number): number {
  const wait = Math.min(longest, 1000 * 2 ** (attempt - 1));
  return Math.round(wait * (0.75 + chance / 2));
}
