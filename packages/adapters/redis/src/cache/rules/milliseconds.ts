/** About 300 years: more than Redis can add to the present moment would be refused. */
const longest = 10_000_000_000_000;

/** A time to live in whole milliseconds; 0 for what has none, is over or is no number. */
export function millisecondsOf(seconds: number): number {
  if (!(seconds > 0)) return 0;
  return Math.min(longest, Math.ceil(seconds * 1000));
}
