import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import { coreIdentity } from '../plugin/core-identity.js';
import type { Plan } from '../plugin/plan.js';
import { Bus, type Undo } from '../ports/bus.js';
import { Ids } from '../ports/ids.js';
import { planToken } from '../module/tokens.js';
import { Cluster } from './cluster.js';
import { differences, printsOf, type Prints } from './rules/config-prints.js';

/** What a node says of itself, once a second. */
interface Beat {
  readonly id: string;
  readonly version: string;
  readonly prints: Prints;
  readonly leaving: boolean;
}

interface Peer extends Beat {
  readonly heardAt: number;
}

const topic = 'aethex.nodes';
/** Milliseconds between two signs of life, and without one until a node counts as gone. */
const beatEvery = 1_000;
const goneAfter = 5_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Who else is at work: every node tells the others of itself over the bus. Nothing is decided by it; it is for
 * metrics, logs, and to notice nodes that run with other settings or another version.
 */
@Injectable()
export class Nodes implements OnApplicationBootstrap, OnModuleDestroy {
  readonly id: string;
  private readonly prints: Prints;
  private readonly peers = new Map<string, Peer>();
  private undo: Undo | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly cluster: Cluster,
    private readonly log: Logger,
    private readonly metrics: Metrics,
    @Inject(planToken) private readonly plan: Plan,
    ids: Ids,
  ) {
    this.id = ids.next();
    this.prints = printsOf(plan.sections);
  }

  /** How many nodes are at work, this one included. */
  get count(): number {
    this.forgetSilent();
    return this.peers.size + 1;
  }

  async onApplicationBootstrap(): Promise<void> {
    const gauge = this.metrics.gauge('aethex_nodes', 'Nodes that are at work, as this one sees it.');
    gauge.set(1);
    if (this.plan.purpose === 'tools' || !this.cluster.mayHaveOthers) return;
    this.undo = await this.bus.subscribe(topic, (bytes) => {
      this.hear(JSON.parse(decoder.decode(bytes)) as Beat);
      gauge.set(this.count);
    });
    this.timer = setInterval(() => {
      gauge.set(this.count);
      void this.beat(false);
    }, beatEvery).unref();
    await this.beat(false);
  }

  async onModuleDestroy(): Promise<void> {
    if (!this.undo) return;
    clearInterval(this.timer);
    await this.undo();
    await this.beat(true);
  }

  private async beat(leaving: boolean): Promise<void> {
    const beat: Beat = { id: this.id, version: coreIdentity.version, prints: this.prints, leaving };
    // A bus that is away says so by itself; the next beat comes in a second.
    await this.bus.publish(topic, encoder.encode(JSON.stringify(beat))).catch(() => undefined);
  }

  private hear(beat: Beat): void {
    if (beat.id === this.id) return;
    if (beat.leaving) return this.remove(beat.id, 'a node has left');
    const isNew = !this.peers.has(beat.id);
    this.peers.set(beat.id, { ...beat, heardAt: performance.now() });
    if (isNew) this.welcome(beat);
  }

  private welcome({ id, version, prints }: Beat): void {
    this.log.info({ node: id, version, nodes: this.peers.size + 1 }, 'a node has joined');
    const settings = differences(this.prints, prints);
    if (settings.length > 0)
      this.log.warn({ node: id, settings }, 'a node runs with other settings; give all of them the same');
    if (version !== coreIdentity.version)
      this.log.warn({ node: id, version, ours: coreIdentity.version }, 'a node runs another version');
  }

  private forgetSilent(): void {
    const now = performance.now();
    for (const { id, heardAt } of this.peers.values())
      if (now - heardAt > goneAfter) this.remove(id, 'a node has not been heard of and counts as gone');
  }

  private remove(id: string, why: string): void {
    if (this.peers.delete(id)) this.log.warn({ node: id, nodes: this.peers.size + 1 }, why);
  }
}
