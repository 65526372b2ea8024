import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { FastHistogram } from './fast-histogram.js';

const values = [0.0001, 0.001, 0.0011, 0.5, 3, 100];

describe('FastHistogram', () => {
  it('prints what prom-client prints for the same observations', async () => {
    const theirs = new Registry();
    const ours = new Registry();
    const slow = new Histogram({
      name: 'x',
      help: 'h',
      labelNames: ['method'],
      buckets: [0.001, 0.1, 1],
      registers: [theirs],
    });
    const fast = new FastHistogram('x', 'h', [0.001, 0.1, 1]);
    ours.registerMetric(fast as unknown as Histogram);
    const observer = fast.labels({ method: 'a.b' });
    for (const value of values) {
      slow.observe({ method: 'a.b' }, value);
      observer.observe(value);
    }
    const lines = (text: string) => text.trim().split('\n').toSorted();
    expect(lines(await ours.metrics())).toEqual(lines(await theirs.metrics()));
  });

  it('leaves out what has seen nothing, and forgets on reset', async () => {
    const registry = new Registry();
    const fast = new FastHistogram('x', 'h', [1]);
    registry.registerMetric(fast as unknown as Histogram);
    const observer = fast.labels({ method: 'a.b' });
    expect(await registry.metrics()).not.toContain('a.b');
    observer.observe(2);
    expect(await registry.metrics()).toContain('x_count{method="a.b"} 1');
    registry.resetMetrics();
    expect(await registry.metrics()).not.toContain('a.b');
  });
});
