import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AethexModule, Metrics } from '@aethex/core';
import { local } from '@aethex/local';
import { defaultPlugins } from '@aethex/server';
import { NestFactory } from '@nestjs/core';
import { code, page, table } from './markdown.mjs';

/** Every metric a server with all plugins has registered once it is open. */
export async function metricsPage() {
  const metrics = (await registered())
    .filter(({ name }) => name.startsWith('aethex_'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return page(
    '# Metrics',
    'Prometheus reads `GET /metrics`: from the same machine freely, from elsewhere with `Authorization: Bearer` and the token in `ops.metricsToken`. Durations are in seconds; p50, p95 and p99 are read from histograms with `histogram_quantile`. No label carries the id of a player, a room or a request. What prom-client knows of the process itself (`process_*`, `nodejs_*`) is there as well.',
    table(
      ['Metric', 'Sort', 'Labels', 'Meaning'],
      metrics.map(({ name, type, help, labels }) => [code(name), type, labels.map(code).join(', '), help]),
    ),
  );
}

async function registered() {
  const dir = await mkdtemp(join(tmpdir(), 'aethex-reference-'));
  try {
    return await registeredIn(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function registeredIn(dir) {
  const config = { log: { level: 'silent' }, plugins: defaultPlugins(), adapters: local.rest({ dir }) };
  const app = await NestFactory.createApplicationContext(AethexModule.forRoot(config, { env: {} }), {
    logger: false,
    abortOnError: false,
  });
  try {
    const metrics = app.get(Metrics, { strict: false });
    // Shows its labels only once it has seen a call.
    metrics.forMethod('reference').rest.observe(0);
    return await Promise.all(metrics.registry.getMetricsAsArray().map(factsOf));
  } finally {
    await app.close();
  }
}

async function factsOf(metric) {
  const { name, help, type, values } = await metric.get();
  const seen = values.flatMap(({ labels }) => Object.keys(labels)).filter((label) => label !== 'le');
  return { name, help, type, labels: metric.labelNames ?? [...new Set(seen)] };
}
