import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/services/free-port.mjs';
import { privatePostgres } from '../../../scripts/services/private-postgres.mjs';
import { privateRedis } from '../../../scripts/services/private-redis.mjs';
import { startS3 } from '../../../scripts/services/s3.mjs';
import { startBalancer } from './balancer.mjs';
import { Node } from './node.mjs';

const howMany = 3;

/**
 * Starts everything on free ports of this machine and in a folder that is removed at the end. `settings` are further
 * variables of every node. Resolves to where everything is, and `close()`.
 */
export async function startStack({ settings = {} } = {}) {
  const stack = new Stack();
  try {
    await stack.open(settings);
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}

class Stack {
  undos = [];
  nodes = [];

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'aethex-three-nodes-'));
    this.undos.push(() => rmSync(this.dir, { recursive: true, force: true }));
  }

  async open(settings) {
    const [postgres, redis, s3] = await Promise.all([
      this.kept(privatePostgres({ durable: true })),
      this.kept(privateRedis()),
      this.kept(startS3()),
    ]);
    Object.assign(this, { postgres, redis, s3 });
    const env = { ...environmentOf(this), ...settings };
    for (let number = 1; number <= howMany; number += 1) {
      const place = { number, port: await freePort(), dir: join(this.dir, `node-${number}`) };
      this.nodes.push(await this.kept(Node.at({ ...place, env })));
    }
    for (const node of this.nodes) await node.start();
    this.balancer = await this.kept(startBalancer(this.nodes));
    this.url = this.balancer.url;
  }

  async close() {
    for (const undo of this.undos.splice(0).toReversed()) await undo();
  }

  async kept(starting) {
    const part = await starting;
    this.undos.push(() => part.stop());
    return part;
  }
}

/** What is the same on every node; in production it stands in the unit or the compose file. */
function environmentOf({ postgres, redis, s3 }) {
  const bucket = new URL(s3.url);
  return {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    S3_BUCKET: bucket.pathname.slice(1),
    S3_ENDPOINT: bucket.origin,
    S3_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: decodeURIComponent(bucket.username),
    AWS_SECRET_ACCESS_KEY: decodeURIComponent(bucket.password),
    AETHEX_KEYS_SECRET: randomBytes(32).toString('base64url'),
    AETHEX_CLUSTER_NODES: String(howMany),
    AETHEX_HTTP_TRUST_PROXY: '127.0.0.1',
    AETHEX_LOG_LEVEL: 'warn',
  };
}
