/** The middle value. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that a share of all values does not exceed. */
export const percentile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/**
 * Measures cases in turn, several rounds, so that all of them see the same machine. The first round warms up and does
 * not count.
 * @param cases name → { side, load: () => Promise<{done, seconds}> }
 * @returns name → { cpu: microseconds per request, perSecond }, medians over the rounds
 */
export async function interleaved(cases, rounds) {
  const seen = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, { side, load }] of Object.entries(cases)) {
      const before = await side.cpu();
      const { done, seconds } = await load();
      const cpu = ((await side.cpu()) - before) / done;
      if (round > 0) seen[name].push({ cpu, perSecond: done / seconds });
    }
  const middle = (values) => ({
    cpu: median(values.map(({ cpu }) => cpu)),
    perSecond: median(values.map(({ perSecond }) => perSecond)),
  });
  return Object.fromEntries(Object.entries(seen).map(([name, values]) => [name, middle(values)]));
}

/** Prints rows as a Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Prints a result beside its goal, and says whether it is reached. */
export const verdict = (value, goal) =>
  `${value.toFixed(2)}× (goal ≤ ${goal}×: ${value <= goal ? 'reached' : 'missed'})`;
