import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../services/free-port.mjs';
import { privatePostgres } from '../../services/private-postgres.mjs';
import { privateRedis } from '../../services/private-redis.mjs';
import { startS3 } from '../../services/s3.mjs';
import { args as loadArgs, pause } from '../load.mjs';
import { launch } from '../server.mjs';
import { faultProxy } from '../tcp-proxy.mjs';

/**
 * Several nodes of the default server as processes of their own, on a Postgres that waits for the disk, a Redis and an
 * S3 server, the latter two behind proxies that can spoil the connection, that of Redis for each node alone.
 *
 * `postgres` are options of `privatePostgres`, `atOnce` starts all nodes together, `nodeOptions(index)` gives a node `args`, `env` and a `config` of its own.
 */
export async function startCluster({
  nodes = 3,
  postgres = {},
  args = loadArgs,
  nodeOptions = () => ({}),
  atOnce = false,
} = {}) {
  const cluster = new Cluster({ args, nodeOptions, size: nodes });
  try {
    await cluster.open({ postgres });
    await cluster.grow(nodes, atOnce);
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

class Cluster {
  nodes = [];
  undos = [];
  turn = 0;

  constructor(options) {
    Object.assign(this, options);
    this.dir = mkdtempSync(join(tmpdir(), 'aethex-cluster-'));
    this.undos.push(() => rmSync(this.dir, { recursive: true, force: true }));
    this.secret = randomBytes(32).toString('base64url');
  }

  async open({ postgres }) {
    const [database, redis, bucket] = await Promise.all([
      this.kept(privatePostgres({ durable: true, ...postgres })),
      this.kept(privateRedis()),
      this.kept(startS3()),
    ]);
    Object.assign(this, { postgres: database, redis });
    await this.openBucket(new URL(bucket.url));
  }

  async openBucket(url) {
    this.s3Proxy = await this.proxyFor(Number(url.port));
    this.bucketEnv = {
      S3_BUCKET: url.pathname.slice(1),
      S3_ENDPOINT: `http://127.0.0.1:${this.s3Proxy.port}`,
      S3_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: decodeURIComponent(url.username),
      AWS_SECRET_ACCESS_KEY: decodeURIComponent(url.password),
    };
  }

  /** What every node is told. */
  get env() {
    return {
      DATABASE_URL: this.postgres.url,
      ...this.bucketEnv,
      AETHEX_KEYS_SECRET: this.secret,
      AETHEX_CLUSTER_NODES: String(this.size),
    };
  }

  /** The proxies before Redis, one for each node. */
  get redisProxies() {
    return this.nodes.map(({ redisProxy }) => redisProxy);
  }

  /** Starts so many further nodes, one after the other or all at once. */
  async grow(many, atOnce = false) {
    const from = this.nodes.length;
    const fresh = await Promise.all(
      Array.from({ length: many }, async (_, index) => {
        const [port, redisProxy] = [await freePort(), await this.proxyFor(this.redis.port)];
        return new Node({ cluster: this, index: from + index, port, redisProxy });
      }),
    );
    this.nodes.push(...fresh);
    if (atOnce) await Promise.all(fresh.map((node) => node.start()));
    else for (const node of fresh) await node.start();
  }

  /** The address of a node that is thought to run, another one each time. */
  at = () => {
    const up = this.nodes.filter(({ isUp }) => isUp);
    this.turn += 1;
    return up[this.turn % up.length].url;
  };

  /** Waits until every node says it is ready, and returns the milliseconds; throws when it takes too long. */
  async whole(within = 15_000) {
    const began = performance.now();
    for (const node of this.nodes) await node.ready(within);
    return Math.round(performance.now() - began);
  }

  /** What no node may ever have done. */
  misdeeds() {
    return this.nodes.flatMap((node) => node.misdeeds());
  }

  async close() {
    await Promise.all(this.nodes.map((node) => node.end('SIGKILL')));
    for (const undo of this.undos.toReversed()) await undo();
  }

  async proxyFor(port) {
    const proxy = await faultProxy(port);
    this.undos.push(() => proxy.close());
    return proxy;
  }

  async kept(starting) {
    const server = await starting;
    this.undos.push(() => server.stop());
    return server;
  }
}

/** One node, which may end and come back on its port. */
class Node {
  isUp = false;
  wanted = true;

  constructor(parts) {
    Object.assign(this, parts);
    this.url = `http://127.0.0.1:${this.port}`;
    this.dir = join(this.cluster.dir, `node-${this.index}`);
  }

  get pid() {
    return this.server.pid;
  }

  get said() {
    return this.server.said;
  }

  async start() {
    const { args = [], env = {}, config } = this.cluster.nodeOptions(this.index);
    this.wanted = true;
    this.lookedAt = 0;
    this.server = await launch({
      dir: this.dir,
      port: String(this.port),
      args: [...this.cluster.args, ...args, ...(config ? ['--config', config] : [])],
      env: { ...this.cluster.env, REDIS_URL: `redis://127.0.0.1:${this.redisProxy.port}`, ...env },
    });
    this.isUp = true;
    const { server } = this;
    void server.exited.then(() => {
      if (this.server === server) this.isUp = false;
    });
    return server;
  }

  signal(name) {
    this.server.signal(name);
  }

  /** Ends it by a signal; others notice only when its connections end. */
  async end(name = 'SIGTERM') {
    this.wanted = false;
    return this.server?.end(name);
  }

  async ready(within) {
    for (const began = performance.now(); performance.now() - began < within; await pause(50)) {
      const answer = await fetch(`${this.url}/ready`).catch(() => null);
      if (answer?.status === 200 && (await answer.json()).status === 'ready') return;
    }
    throw new Error(`node ${this.index} was not ready within ${within} ms`);
  }

  /** It ended by itself, or has logged an error since the last look: what may go wrong is a warning at most. */
  misdeeds() {
    const { index, isUp, wanted } = this;
    const died = wanted && !isUp ? [`node ${index} ended by itself: ${this.said.stderr}`] : [];
    const lines = this.said.stdout.slice(this.lookedAt).split('\n');
    this.lookedAt = this.said.stdout.length;
    const errors = lines.filter((line) => line.startsWith('{"level":"error"')).map(gist);
    return [...died, ...[...new Set(errors)].map((error) => `node ${index} logged an error: ${error}`)];
  }
}

/** What says where an error comes from. */
function gist(line) {
  const { method, msg, err } = JSON.parse(line);
  return [method, msg, err?.stack?.split('\n').slice(0, 4).join(' ')].filter(Boolean).join(': ');
}
