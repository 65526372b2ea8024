import { Logger, Nodes, Relay, type Undo } from '@aethex/core';
import { pack, unpack } from '@aethex/protocol/realtime';
import { Injectable } from '@nestjs/common';
import { ClusterMetrics } from '../cluster-metrics.js';
import { Gathering } from '../rules/parts.js';
import { Sequence } from '../rules/sequence.js';
import { LinkKeys } from './link-keys.js';
import type { LinkMessage } from './messages.js';
import { Outgoing } from './outgoing.js';

/** Who hears what other nodes say. */
export interface LinkListener {
  heard(from: string, message: LinkMessage): void;
  /** Something of this node was lost on the way. */
  missed(from: string): void;
}

interface Incoming {
  readonly epoch: number;
  readonly sequence: Sequence;
  readonly gathering: Gathering;
  heardAt: number;
}

/** One message of the relay. `n` numbers them within an epoch of a pair of nodes, and epochs only grow; `part` is one of `parts` pieces of a packet. */
interface Packet {
  readonly from: string;
  readonly to: string;
  readonly epoch: number;
  readonly n: number;
  readonly part: number;
  readonly parts: number;
  readonly body: Uint8Array;
}

/** Milliseconds after which a node that says nothing is forgotten. */
const forgottenAfter = 600_000;

/** Speaks with other nodes: in order, proven, and with every loss noticed. */
@Injectable()
export class Links {
  private readonly outgoing = new Map<string, Outgoing<LinkMessage>>();
  private readonly incoming = new Map<string, Incoming>();
  private listener: LinkListener | undefined;
  private undo: Undo | undefined;
  private epoch = 0;
  /** Monotonic milliseconds when something could not be sent last. */
  lostAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly relay: Relay,
    private readonly keys: LinkKeys,
    private readonly nodes: Nodes,
    private readonly log: Logger,
    private readonly metrics: ClusterMetrics,
  ) {}

  get node(): string {
    return this.nodes.id;
  }

  async open(listener: LinkListener): Promise<void> {
    this.listener = listener;
    await this.keys.load();
    this.undo = await this.relay.listen(this.node, (bytes) => this.hear(bytes));
  }

  async close(): Promise<void> {
    await Promise.all([...this.outgoing.values()].map((outgoing) => outgoing.done()));
    await this.undo?.();
  }

  send(to: string, message: LinkMessage): void {
    let outgoing = this.outgoing.get(to);
    if (!outgoing) {
      outgoing = this.outgoingTo(to);
      this.outgoing.set(to, outgoing);
    }
    outgoing.add(message);
  }

  private outgoingTo(to: string): Outgoing<LinkMessage> {
    this.epoch += 1;
    const { epoch } = this;
    return new Outgoing<LinkMessage>({
      pack,
      carry: (body, n, part, parts) => {
        const packet: Packet = { from: this.node, to, epoch, n, part, parts, body };
        const bytes = this.keys.seal(pack(packet));
        this.metrics.carried('out', bytes.length);
        return this.relay.send(to, bytes);
      },
      lost: (error) => {
        this.lostAt = performance.now();
        this.metrics.lost('out');
        this.log.debug({ err: error, node: to }, 'a packet to another node was lost');
      },
    });
  }

  private hear(bytes: Uint8Array): void {
    const payload = this.keys.open(bytes);
    if (!payload) return;
    this.metrics.carried('in', bytes.length);
    const packet = unpack(payload) as Packet;
    if (packet.to !== this.node) return;
    const incoming = this.incomingFrom(packet);
    const place = incoming.epoch > packet.epoch ? 'again' : incoming.sequence.take(packet.n);
    if (place === 'again') return;
    if (place === 'gap') this.missed(packet.from, incoming);
    const body = incoming.gathering.take(packet.body, packet.part, packet.parts);
    if (body) for (const message of unpack(body) as LinkMessage[]) this.tell(packet.from, message);
  }

  private missed(from: string, { gathering }: Incoming): void {
    gathering.forget();
    this.metrics.lost('in');
    this.listener?.missed(from);
  }

  private tell(from: string, message: LinkMessage): void {
    try {
      this.listener?.heard(from, message);
    } catch (error) {
      this.log.error({ err: error, node: from, message: message.t }, 'a message of another node failed');
    }
  }

  private incomingFrom({ from, epoch }: Packet): Incoming {
    const now = performance.now();
    const known = this.incoming.get(from);
    if (known && known.epoch >= epoch) {
      known.heardAt = now;
      return known;
    }
    this.forgetSilent(now);
    const made = { epoch, sequence: new Sequence(), gathering: new Gathering(), heardAt: now };
    this.incoming.set(from, made);
    return made;
  }

  private forgetSilent(now: number): void {
    for (const [node, { heardAt }] of this.incoming) {
      if (now - heardAt <= forgottenAfter) continue;
      this.incoming.delete(node);
      this.outgoing.delete(node);
    }
  }
}
