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
 * Measures cases in turn, several rounds, so that all of them see the same machine. The first rounds warm up and do
 * not count.
 * @param cases name → { side, load: () => Promise<{done, seconds}> }
 * @param meters name → () => microseconds of CPU that others have used, such as a database
 * @returns name → { cpu: microseconds per request, perSecond, and each meter's microseconds per request }, medians over
 * the rounds
 */
export async function interleaved(cases, rounds, meters = {}, warmups = 1) {
  const seen = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = -warmups; round < rounds; round += 1)
    for (const [name, { side, load }] of Object.entries(cases)) {
      const all = { cpu: () => side.cpu(), ...meters };
      const before = await readings(all);
      const { done, seconds } = await load();
      const after = await readings(all);
      const costs = Object.keys(all).map((meter) => [meter, (after[meter] - before[meter]) / done]);
      if (round >= 0) seen[name].push({ ...Object.fromEntries(costs), perSecond: done / seconds });
    }
  return Object.fromEntries(Object.entries(seen).map(([name, rows]) => [name, medians(rows)]));
}

async function readings(meters) {
  const values = [];
  for (const [name, read] of Object.entries(meters)) values.push([name, await read()]);
  return Object.fromEntries(values);
}

const medians = (rows) =>
  Object.fromEntries(Object.keys(rows[0]).map((key) => [key, median(rows.map((row) => row[key]))]));

/** Prints rows as a Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Prints a result beside its goal, and says whether it is reached. */
export const verdict = (value, goal) =>
  `${value.toFixed(2)}× (goal ≤ ${goal}×: ${value <= goal ? 'reached' : 'missed'})`;
