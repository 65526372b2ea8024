import type { CloseReason } from '@aethex/protocol';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { SocketConfig } from '../config/sections.js';
import { Authenticator, type Ended } from '../dispatch/authenticator.js';
import type { Origin } from '../dispatch/caller.js';
import { RpcEdge } from '../dispatch/rpc-edge.js';
import { Events, type Push } from '../events/events.js';
import { Metrics } from '../observe/metrics.js';
import type { Undo } from '../ports/bus.js';
import { Clock } from '../ports/clock.js';
import { Connection } from './connection.js';
import { Tally } from './tally.js';

/** Milliseconds between two looks at all deadlines. */
const sweepEvery = 250;
/** Longest time over which clients are sent elsewhere when the node drains; shorter when there are few. */
const longestSpread = 10_000;

/** All sockets of this node. */
@Injectable()
export class SocketHub implements OnModuleInit, OnApplicationShutdown {
  private readonly open = new Set<Connection>();
  private readonly byPlayer = new Map<string, Set<Connection>>();
  private readonly tally = new Tally();
  private timer: NodeJS.Timeout | undefined;
  private undo: Undo | undefined;
  private unwatch: (() => void) | undefined;
  private draining = false;

  constructor(
    readonly rpc: RpcEdge,
    readonly authenticator: Authenticator,
    private readonly events: Events,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
    private readonly config: SocketConfig,
  ) {}

  onModuleInit(): void {
    this.count();
    this.timer = setInterval(() => this.sweep(), sweepEvery).unref();
    this.unwatch = this.events.watch((push) => this.push(push));
    this.undo = this.authenticator.onEnded((ended) => this.end(ended));
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.unwatch?.();
    await this.undo?.();
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** Why a further socket from this address would be too many, or `null`. */
  refusal(address: string): 'address' | 'unauthenticated' | null {
    const here = this.tally.at(address);
    if (here.all >= this.config.perAddress) return 'address';
    const strangers =
      this.tally.strangers >= this.config.maxUnauthenticated ||
      here.strangers >= this.config.unauthenticatedPerAddress;
    return strangers ? 'unauthenticated' : null;
  }

  welcome(socket: WebSocket, origin: Omit<Origin, 'wire'>): void {
    const connection = new Connection(socket, this, this.config, origin);
    this.open.add(connection);
    this.tally.add(origin.address);
    this.count();
  }

  signedIn(connection: Connection): void {
    const id = connection.identity?.id ?? '';
    const mine = this.byPlayer.get(id) ?? new Set();
    this.byPlayer.set(id, mine.add(connection));
    this.tally.signIn(connection.address);
    if (mine.size > this.config.perPlayer) [...mine][0]?.close('replaced');
    this.count();
  }

  gone(connection: Connection): void {
    this.open.delete(connection);
    this.tally.remove(connection.address, connection.identity !== null);
    const id = connection.identity?.id;
    const mine = id === undefined ? undefined : this.byPlayer.get(id);
    mine?.delete(connection);
    if (mine?.size === 0) this.byPlayer.delete(id as string);
    this.count();
  }

  noteClose(reason: CloseReason): void {
    this.metrics.socketCloses.inc({ reason });
  }

  /** Sends every client elsewhere, spread over time, and resolves when all are gone. */
  async drain(): Promise<void> {
    this.draining = true;
    const spread = Math.min(longestSpread, this.open.size * 20);
    const leaving = [...this.open].map(async (connection) => {
      const after = Math.round(Math.random() * spread);
      connection.send({ type: 'reconnect', after_ms: after, reason: 'draining' });
      await wait(after);
      while (this.open.has(connection) && !connection.isIdle) await wait(20);
      connection.close('draining');
      while (this.open.has(connection)) await wait(20);
    });
    await Promise.all(leaving);
  }

  private push({ event, playerId, data }: Push): void {
    const mine = this.byPlayer.get(playerId);
    if (!mine) return;
    const text = `{"type":"event","event":${JSON.stringify(event)},"data":${data},"server_ts":${this.clock.now().getTime()}}`;
    for (const connection of mine) connection.sendText(text);
  }

  private end({ sessionId, playerId }: Ended): void {
    for (const connection of this.open) {
      const { identity } = connection;
      if (!identity) continue;
      if (identity.sessionId === sessionId || (sessionId === undefined && identity.id === playerId))
        connection.closeAfterAnswer('session_revoked');
    }
  }

  private sweep(): void {
    const now = performance.now();
    const wallClock = this.clock.now().getTime();
    for (const connection of this.open) connection.tick(now, wallClock);
  }

  private count(): void {
    this.metrics.sockets.set({ signed_in: 'yes' }, this.tally.known);
    this.metrics.sockets.set({ signed_in: 'no' }, this.tally.strangers);
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
