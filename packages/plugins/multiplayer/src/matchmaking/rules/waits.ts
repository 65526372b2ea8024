/** The value below which a share of the values lies, by the nearest rank; `null` when there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/**
 * How many more seconds a ticket is likely to wait: the median of what those still had to wait who had waited as long
 * as it has. `null` when too few have to tell.
 */
export function estimatedWait(waits: readonly number[], waited: number): number | null {
  const longer = waits.filter((seconds) => seconds >= waited);
  if (longer.length < fewest) return null;
  const median = percentile(longer, 0.5);
  return median === null ? null : Math.max(0, Math.round(median - waited));
}

/** Waits from which something may be concluded. */
const fewest = 5;
