import { adapter, Relay, type Adapter, type Plugin } from '@aethex/core';
import { pretendedCluster, type TestServer } from '@aethex/testing';
import { postgresBus, postgresCache, postgresRelay } from '@aethex/postgres';
import { redisBus, redisCache, redisRelay } from '@aethex/redis';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { multiplayerPlugin } from '../src/index.js';
import { serverWith } from './kit.js';

/** What a test may do to the way of one node to the relay. */
export interface Tap {
  /** Loses a message to another node when it says so. */
  lose(node: string, bytes: Uint8Array): boolean;
  /** Every call fails, as when the relay is away. */
  isCut: boolean;
  readonly sent: { readonly node: string; readonly bytes: Uint8Array }[];
}

export interface Node {
  readonly server: TestServer;
  readonly tap: Tap;
}

type Options = Parameters<typeof multiplayerPlugin>[0];

/** What nodes have in common besides their database and keys. */
export interface Ground {
  readonly relay: Adapter<Relay>;
  readonly adapters: readonly Adapter[];
}

/** A Redis of which nobody else uses this part. */
export function onRedis(url: string): Ground {
  const redis = { url, prefix: `test-${randomBytes(6).toString('hex')}` };
  return { relay: redisRelay(redis), adapters: [redisBus(redis), redisCache(redis)] as Adapter[] };
}

/** The smallest cluster: what it says goes by NOTIFY. */
export const onPostgres = (url: string): Ground => ({
  relay: postgresRelay({ url }),
  adapters: [postgresBus({ url }), postgresCache({ url })] as Adapter[],
});

/** Nodes of one cluster in one process: they share what they stand on, and nothing else. */
export class TestCluster {
  readonly nodes: Node[] = [];

  private constructor(
    private readonly dir: string,
    private readonly shared: readonly Adapter[],
    private readonly relay: Adapter<Relay>,
    private readonly options: Options,
    private readonly plugins: readonly Plugin[],
  ) {}

  static async start(
    ground: Ground,
    count: number,
    options: Options = {},
    plugins: readonly Plugin[] = [],
  ): Promise<TestCluster> {
    const dir = await mkdtemp(join(tmpdir(), 'aethex-cluster-'));
    const shared = pretendedCluster(dir, ground.adapters).filter(({ port }) => port.name !== 'Relay');
    const cluster = new TestCluster(dir, shared, ground.relay, options, plugins);
    for (let n = 0; n < count; n += 1) await cluster.add();
    return cluster;
  }

  async add(): Promise<Node> {
    const tap: Tap = { lose: () => false, isCut: false, sent: [] };
    const adapters = [tapped(this.relay, tap) as Adapter, ...this.shared];
    const server = await serverWith(this.options, { dir: this.dir, adapters, plugins: this.plugins });
    const node = { server, tap };
    this.nodes.push(node);
    return node;
  }

  async stop(): Promise<void> {
    for (const { server, tap } of this.nodes.splice(0).toReversed()) {
      tap.isCut = false;
      await server.stop();
    }
    await rm(this.dir, { recursive: true, force: true });
  }

  /** A node ends in an orderly way. */
  async remove(node: Node): Promise<void> {
    this.nodes.splice(this.nodes.indexOf(node), 1);
    await node.server.stop();
  }
}

/** The relay of one node, with a hand on the wire. */
function tapped(real: Adapter<Relay>, tap: Tap): Adapter<Relay> {
  const create = async (context: Parameters<Adapter['create']>[0]): Promise<Relay> => {
    const relay = await real.create(context);
    const send = relay.send.bind(relay);
    relay.send = async (node, bytes) => {
      tap.sent.push({ node, bytes });
      if (!tap.lose(node, bytes)) await send(node, bytes);
    };
    return new Proxy(relay, {
      get: (target, name) => {
        const found = Reflect.get(target, name) as unknown;
        if (typeof found !== 'function') return found;
        return (...args: unknown[]) =>
          tap.isCut
            ? Promise.reject(new Error('The relay is away.'))
            : (found as (...args: unknown[]) => unknown).apply(target, args);
      },
    });
  };
  return adapter<Relay>({ ...real, create });
}
