import type { MetricObjectWithValues, MetricValue } from 'prom-client';

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: Float64Array;
  sum: number;
}

/** Observes one series of a {@link FastHistogram}. */
export interface Observer {
  observe(value: number): void;
}

/**
 * A Prometheus histogram for the hottest path: one observation costs some ten nanoseconds, where prom-client's own
 * takes microseconds. It is registered and printed like any other metric.
 */
export class FastHistogram {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly collect = undefined;
  private readonly series: Series[] = [];

  constructor(
    readonly name: string,
    readonly help: string,
    /** Upper bounds, rising. */
    private readonly buckets: readonly number[],
  ) {}

  /** Prepares one combination of labels. */
  labels(labels: Readonly<Record<string, string>>): Observer {
    const series: Series = { labels, counts: new Float64Array(this.buckets.length + 1), sum: 0 };
    this.series.push(series);
    const { buckets } = this;
    return {
      observe(value) {
        let index = 0;
        while (index < buckets.length && value > (buckets[index] as number)) index += 1;
        series.counts[index] = (series.counts[index] as number) + 1;
        series.sum += value;
      },
    };
  }

  reset(): void {
    for (const series of this.series) {
      series.counts.fill(0);
      series.sum = 0;
    }
  }

  /** What the registry prints. Series that have seen nothing are left out. */
  async get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const values = this.series
      .filter(({ counts }) => counts.some((count) => count > 0))
      .flatMap((one) => this.print(one));
    return {
      name: this.name,
      help: this.help,
      type: 'histogram' as never,
      aggregator: 'sum',
      values,
    } as never;
  }

  private print({ labels, counts, sum }: Series) {
    let below = 0;
    const rows = [...counts].map((count, index) => {
      below += count;
      const le = this.buckets[index] ?? '+Inf';
      return { labels: { le, ...labels }, metricName: `${this.name}_bucket`, value: below };
    });
    return [
      ...rows,
      { labels, metricName: `${this.name}_sum`, value: sum },
      { labels, metricName: `${this.name}_count`, value: below },
    ];
  }
}
