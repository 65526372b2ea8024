import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Wire } from '../dispatch/caller.js';
import { FastCounter } from './fast-counter.js';
import { FastHistogram, type Observer } from './fast-histogram.js';

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Prometheus metrics of one server. No label ever carries an id of a player, a room or a request. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly callSeconds = new FastHistogram(
    'aethex_call_seconds',
    'Duration of calls; p50, p95 and p99 are read from it.',
    seconds,
  );
  readonly callErrors = this.counter('aethex_call_errors_total', 'Calls that failed, by method and code.', [
    'method',
    'code',
  ]);
  readonly portSeconds = new FastHistogram('aethex_port_seconds', 'Duration of calls to adapters.', seconds);
  readonly portErrors = this.counter('aethex_port_errors_total', 'Calls to adapters that failed.', [
    'port',
    'adapter',
    'method',
  ]);
  readonly sockets = this.gauge(
    'aethex_socket_connections',
    'Open sockets, by whether they have signed in.',
    ['signed_in'],
  );
  readonly socketCloses = this.counter(
    'aethex_socket_closes_total',
    'Sockets the server closed, by reason.',
    ['reason'],
  );
  readonly socketMessages = new FastCounter(
    'aethex_socket_messages_total',
    'Frames of sockets by direction, encoding and kind; `shared` ones were encoded once for many readers.',
    ['direction', 'encoding', 'kind'],
  );
  readonly socketBytes = new FastCounter(
    'aethex_socket_bytes_total',
    'Bytes of these frames; those that go out with their heads.',
    ['direction', 'encoding', 'kind'],
  );
  readonly socketDrops = new FastCounter(
    'aethex_socket_drops_total',
    'Frames of clients that came too fast and were dropped.',
    [],
  );
  readonly socketBuffered = this.gauge(
    'aethex_socket_buffered_bytes',
    'Bytes that wait for slow readers, of all sockets together.',
  );
  readonly cacheReads = this.counter(
    'aethex_cache_reads_total',
    'Reads through a cache, by whether it knew the answer.',
    ['cache', 'result'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const fast = [
      this.callSeconds,
      this.portSeconds,
      this.socketMessages,
      this.socketBytes,
      this.socketDrops,
    ];
    for (const metric of fast) this.registry.registerMetric(metric as unknown as Histogram);
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A gauge that is set when something changes, or by `collect` whenever somebody reads the metrics. */
  gauge<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => void,
  ): Gauge<L> {
    const gauge: Gauge<L> = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(collect && { collect: () => collect(gauge) }),
    });
    return gauge;
  }

  /** A histogram of seconds, unless other buckets are given. */
  histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets = seconds,
  ): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** A histogram without labels, of seconds unless other buckets are given, for what happens thousands of times a second. */
  fastHistogram(name: string, help: string, buckets = seconds): Observer {
    const fast = new FastHistogram(name, help, buckets);
    this.registry.registerMetric(fast as unknown as Histogram);
    return fast.labels({});
  }

  /** Prepared observers of one method, one per wire, for the hot path. */
  forMethod(method: string): Record<Wire, Observer> {
    const of = (wire: Wire) => this.callSeconds.labels({ method, wire });
    return { rest: of('rest'), rpc: of('rpc'), socket: of('socket'), direct: of('direct') };
  }
}
