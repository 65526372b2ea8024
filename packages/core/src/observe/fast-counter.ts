import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** One series of a {@link FastCounter}: add to its value. */
export interface Cell {
  value: number;
}

interface Series extends Cell {
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A Prometheus counter for the hottest path: counting is one addition, where prom-client's own looks its labels up. It
 * is registered and printed like any other metric.
 */
export class FastCounter {
  readonly type = 'counter';
  readonly aggregator = 'sum';
  readonly collect = undefined;
  private readonly series: Series[] = [];

  constructor(
    readonly name: string,
    readonly help: string,
    readonly labelNames: readonly string[],
  ) {}

  /** Prepares one combination of labels. */
  labels(labels: Readonly<Record<string, string>>): Cell {
    const series: Series = { labels, value: 0 };
    this.series.push(series);
    return series;
  }

  reset(): void {
    for (const series of this.series) series.value = 0;
  }

  /** What the registry prints. Series that have seen nothing are left out. */
  async get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const { name, help, aggregator } = this;
    const values = this.series
      .filter(({ value }) => value > 0)
      .map(({ labels, value }) => ({ labels, value }));
    return { name, help, type: 'counter' as never, aggregator, values } as never;
  }
}
