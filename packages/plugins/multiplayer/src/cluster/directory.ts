import { Bus, Cluster, Logger, Nodes, type Undo } from '@aethex/core';
import { pack, unpack } from '@aethex/protocol/realtime';
import type { RoomInfo } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { LinkKeys } from './link/link-keys.js';

/** What a node tells of itself and of its public rooms, at least once a second. */
interface Bulletin {
  readonly node: string;
  /** Grows with each bulletin of a node: older ones that come again say nothing. */
  readonly n: number;
  readonly rooms: number;
  readonly leaving: boolean;
  readonly open: readonly RoomInfo[];
  readonly gone: readonly string[];
}

/** What is known of another node. */
interface Neighbour {
  n: number;
  rooms: number;
  leaving: boolean;
  heardAt: number;
  readonly open: Map<string, RoomInfo>;
}

/** What this node has to tell of. */
export interface DirectorySource {
  readonly size: number;
  /** A room of this node; `null` when there is none, or when it is not listed. */
  listed(roomId: string): RoomInfo | null;
  listedIds(): Iterable<string>;
}

const topic = 'aethex.multiplayer.rooms';
/** Milliseconds between two bulletins, and without one until a node counts as gone. */
const tellEvery = 1_000;
const goneAfter = 5_000;
/** Bulletins between two in which everything is told again, for who missed one. */
const allEvery = 20;
const mostAtOnce = 100;

/** The public rooms of all nodes, as each node knows them, and which nodes are at work. */
@Injectable()
export class Directory {
  private readonly neighbours = new Map<string, Neighbour>();
  private readonly changed = new Set<string>();
  private source: DirectorySource | undefined;
  private undo: Undo | undefined;
  private timer: NodeJS.Timeout | undefined;
  private n = 0;
  /** How often this node has told. */
  private told = 0;
  private leaving = false;

  constructor(
    private readonly bus: Bus,
    private readonly keys: LinkKeys,
    private readonly nodes: Nodes,
    private readonly cluster: Cluster,
    private readonly log: Logger,
  ) {}

  async open(source: DirectorySource): Promise<void> {
    this.source = source;
    if (!this.cluster.mayHaveOthers) return;
    this.undo = await this.bus.subscribe(topic, (bytes) => this.hear(bytes));
    this.timer = setInterval(() => void this.tell(), tellEvery).unref();
    await this.tell();
  }

  async close(): Promise<void> {
    if (!this.undo) return;
    clearInterval(this.timer);
    await this.leave();
    await this.undo();
  }

  /** A room of this node was opened, has changed or has closed; told with the next bulletin. */
  note(roomId: string): void {
    if (this.undo) this.changed.add(roomId);
  }

  /** Tells the others to send nobody and nothing here any more. */
  async leave(): Promise<void> {
    this.leaving = true;
    await this.tell();
  }

  /** Public rooms of other nodes. */
  others(gameId: string): RoomInfo[] {
    this.forgetSilent();
    const all = [...this.neighbours.values()].filter(({ leaving }) => !leaving);
    return all.flatMap(({ open }) => [...open.values()].filter((room) => room.game_id === gameId));
  }

  /** Other nodes that are at work and stay, the one with the fewest rooms first. */
  staying(): string[] {
    this.forgetSilent();
    const staying = [...this.neighbours].filter(([, { leaving }]) => !leaving);
    return staying.toSorted(([, one], [, other]) => one.rooms - other.rooms).map(([node]) => node);
  }

  /** Whether another node was heard of within the last seconds. */
  knows(node: string): boolean {
    this.forgetSilent();
    return this.neighbours.has(node);
  }

  private async tell(): Promise<void> {
    if (this.n % allEvery === 0)
      for (const roomId of this.source?.listedIds() ?? []) this.changed.add(roomId);
    const ids = [...this.changed];
    this.changed.clear();
    for (let from = 0; from === 0 || from < ids.length; from += mostAtOnce)
      await this.publish(ids.slice(from, from + mostAtOnce));
  }

  private async publish(ids: readonly string[]): Promise<void> {
    const rooms = ids.map((id) => [id, this.source?.listed(id) ?? null] as const);
    const bulletin: Bulletin = {
      node: this.nodes.id,
      n: ++this.n,
      rooms: this.source?.size ?? 0,
      leaving: this.leaving,
      open: rooms.flatMap(([, room]) => (room ? [room] : [])),
      gone: rooms.flatMap(([id, room]) => (room ? [] : [id])),
    };
    // A bus that is away says so by itself; what was not heard is told again later.
    await this.bus.publish(topic, this.keys.seal(pack(bulletin))).catch(() => undefined);
  }

  private hear(bytes: Uint8Array): void {
    const payload = this.keys.open(bytes);
    if (!payload) return;
    const bulletin = unpack(payload) as Bulletin;
    const { node, n, rooms, leaving } = bulletin;
    const known = this.neighbours.get(node) ?? this.welcome(node);
    if (!known || n <= known.n) return;
    Object.assign(known, { n, rooms, leaving, heardAt: performance.now() });
    for (const room of bulletin.open) known.open.set(room.room_id, room);
    for (const id of bulletin.gone) known.open.delete(id);
  }

  /** Who is new here has heard nothing yet of the rooms of this node. */
  private welcome(node: string): Neighbour | null {
    if (node === this.nodes.id) return null;
    for (const roomId of this.source?.listedIds() ?? []) this.changed.add(roomId);
    const neighbour = { n: 0, rooms: 0, leaving: false, heardAt: 0, open: new Map<string, RoomInfo>() };
    this.neighbours.set(node, neighbour);
    this.log.debug({ node }, 'a node with rooms has joined');
    return neighbour;
  }

  private forgetSilent(): void {
    const now = performance.now();
    for (const [node, { heardAt }] of this.neighbours)
      if (now - heardAt > goneAfter) this.neighbours.delete(node);
  }
}
