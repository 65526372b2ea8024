import type { Quantiles, Replay } from '@aethex/plugin-multiplayer';

export interface NamedReplays {
  /** The file of the configuration. */
  readonly name: string;
  readonly replays: readonly Replay[];
}

const columns = [
  'queue',
  'tickets',
  'matched',
  'gave up',
  'left',
  'full',
  'wait p50',
  'p90',
  'p99',
  'spread p50',
  'p90',
];

/** A table for the terminal: one row per configuration and queue. Times are seconds, spreads points of rating. */
export function replayTable(results: readonly NamedReplays[]): string {
  const rows = results.flatMap(({ name, replays }) => replays.map((one) => [name, ...cellsOf(one)]));
  const all = [['configuration', ...columns], ...rows];
  const widths = ['configuration', ...columns].map((_, at) =>
    Math.max(...all.map((row) => (row[at] ?? '').length)),
  );
  return all
    .map(
      (row) =>
        `${row
          .map((cell, at) => pad(cell, widths[at] ?? 0, at > 1))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const cellsOf = (one: Replay): string[] => [
  one.queue,
  String(one.tickets),
  String(one.matched),
  String(one.cancelled),
  String(one.unmatched),
  `${one.full_matches}/${one.matches}`,
  ...quantiles(one.wait),
  ...quantiles(one.spread).slice(0, 2),
];

const quantiles = ({ p50, p90, p99 }: Quantiles): string[] =>
  [p50, p90, p99].map((value) => (value === null ? '-' : String(Math.round(value))));

const pad = (text: string, width: number, isNumber: boolean): string =>
  isNumber ? text.padStart(width) : text.padEnd(width);
