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
 * S3 server, the latter two behind proxies that can spoil the connection.
 *
 * `postgres` are options of `privatePostgres`, `nodeOptions(index)` gives a node `args`, `env` and a `config` of its own.
 */
export async function startCluster({ nodes = 3, postgres = {}, args = loadArgs, nodeOptions, s3 = true } = {}) {
  const cluster = new Cluster({ args, nodeOptions: nodeOptions ?? (() => ({})) });
  try {
    await cluster.open({ postgres, s3 });
    await cluster.grow(nodes);
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

  async open({ postgres, s3 }) {
    const [database, redis, bucket] = await Promise.all([
      this.kept(privatePostgres({ durable: true, ...postgres })),
      this.kept(privateRedis()),
      s3 ? this.kept(startS3()) : null,
    ]);
    Object.assign(this, { postgres: database, redis });
    this.redisProxy = await this.proxyFor(redis.port);
    if (bucket) await this.openBucket(new URL(bucket.url));
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
      REDIS_URL: `redis://127.0.0.1:${this.redisProxy.port}`,
      ...this.bucketEnv,
      AETHEX_KEYS_SECRET: this.secret,
      AETHEX_CLUSTER_NODES: '3',
    };
  }

  /** Starts so many further nodes, all at once. */
  async grow(many) {
    const from = this.nodes.length;
    const fresh = await Promise.all(
      Array.from({ length: many }, async (_, index) => new Node(this, from + index, await freePort())),
    );
    this.nodes.push(...fresh);
    await Promise.all(fresh.map((node) => node.start()));
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

  constructor(cluster, index, port) {
    Object.assign(this, { cluster, index, port, url: `http://127.0.0.1:${port}` });
    this.dir = join(cluster.dir, `node-${index}`);
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
    this.server = await launch({
      dir: this.dir,
      port: String(this.port),
      args: [...this.cluster.args, ...args, ...(config ? ['--config', config] : [])],
      env: { ...this.cluster.env, ...env },
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

  misdeeds() {
    const { index, isUp, wanted } = this;
    const died = wanted && !isUp ? [`node ${index} ended by itself: ${this.said.stderr}`] : [];
    const uncaught = this.said.stdout.includes('that nobody caught') ? [`node ${index}: nobody caught an error`] : [];
    return [...died, ...uncaught];
  }
}
