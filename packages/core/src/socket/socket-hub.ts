import type { Socket } from 'node:net';
import type { AnyContract, CloseReason, FrameSpecs, ServerFrame } from '@aethex/protocol';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { HttpConfig, SocketConfig } from '../config/sections.js';
import { Authenticator, type Ended } from '../dispatch/authenticator.js';
import type { Origin } from '../dispatch/caller.js';
import { RpcEdge } from '../dispatch/rpc-edge.js';
import { Events, type Push } from '../events/events.js';
import { Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import type { Undo } from '../ports/bus.js';
import { Clock } from '../ports/clock.js';
import { Connection } from './connection.js';
import { EventFrames } from './event-frames.js';
import { FrameBook } from './frame-book.js';
import { FrameDesk } from './frame-desk.js';
import type { OutboxLimits } from './outbox.js';
import type { FrameHandler } from './peer.js';
import type { Lane } from './rates.js';
import { SignIn } from './sign-in.js';
import { Tally } from './tally.js';
import { Traffic } from './traffic.js';
import { Turn } from './turn.js';

/** Milliseconds between two looks at all deadlines. */
const sweepEvery = 250;
/** Longest time over which clients are sent elsewhere when the node drains; shorter when there are few. */
const longestSpread = 10_000;

/** All sockets of this node. */
@Injectable()
export class SocketHub implements OnModuleInit, OnApplicationShutdown {
  readonly frames = new FrameBook();
  readonly turn = new Turn();
  /** Monotonic milliseconds as of the last sweep: exact enough for rates and signs of life. */
  now = performance.now();
  readonly desk: FrameDesk;
  readonly traffic: Traffic;
  readonly outboxLimits: OutboxLimits;
  /** The rate that frames without one of their own share. */
  readonly sharedLane: Lane;
  private readonly events = new EventFrames();
  private readonly open = new Set<Connection>();
  private readonly byPlayer = new Map<string, Set<Connection>>();
  private readonly tally = new Tally();
  private timer: NodeJS.Timeout | undefined;
  private undo: Undo | undefined;
  private unwatch: (() => void) | undefined;
  private draining = false;

  constructor(
    rpc: RpcEdge,
    private readonly authenticator: Authenticator,
    private readonly told: Events,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
    private readonly config: SocketConfig,
    http: HttpConfig,
    private readonly log: Logger,
  ) {
    const { frames } = this;
    this.traffic = new Traffic(metrics);
    this.outboxLimits = { maxBuffered: config.maxBuffered, maxLagMs: config.maxLag * 1000 };
    this.sharedLane = { place: 0, rate: { perSecond: config.perSecond, burst: config.burst } };
    const admit = (connection: Connection): void => this.admit(connection);
    const signIn = new SignIn({ authenticator, frames, config, log, admit });
    this.desk = new FrameDesk({ rpc, frames, signIn, traffic: this.traffic, limits: http, clock, log });
  }

  onModuleInit(): void {
    this.count();
    this.timer = setInterval(() => this.sweep(), sweepEvery).unref();
    this.unwatch = this.told.watch((push) => this.push(push));
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

  /** Called by the house when plugins say which frames they handle. */
  handle(frames: FrameSpecs, handler: FrameHandler): void {
    this.frames.add(frames, handler);
  }

  /** Called by the house with the contracts whose events are pushed to sockets. */
  announce(contract: AnyContract): void {
    this.events.add(contract);
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

  welcome(socket: WebSocket, stream: Socket, origin: Omit<Origin, 'wire'>): void {
    const connection = new Connection(socket, stream, this, this.config, origin);
    this.open.add(connection);
    this.tally.add(origin.address);
    this.count();
  }

  gone(connection: Connection): void {
    this.open.delete(connection);
    const id = connection.known?.id;
    const mine = id === undefined ? undefined : this.byPlayer.get(id);
    this.tally.remove(connection.origin.address, mine?.delete(connection) ?? false);
    if (mine?.size === 0) this.byPlayer.delete(id as string);
    this.count();
  }

  noteClose(reason: CloseReason): void {
    this.metrics.socketCloses.inc({ reason });
  }

  /** Sends every client elsewhere, spread over time, and resolves when all are gone. */
  async drain(): Promise<void> {
    this.draining = true;
    await Promise.all([...this.frames.handlers].map((handler) => this.drainHandler(handler)));
    const spread = Math.min(longestSpread, this.open.size * 20);
    const leaving = [...this.open].map(async (connection) => {
      const after = Math.round(Math.random() * spread);
      const frame: ServerFrame = { type: 'reconnect', after_ms: after, reason: 'draining' };
      connection.send(frame);
      await wait(after);
      while (this.open.has(connection) && !connection.isIdle) await wait(20);
      connection.close('draining');
      while (this.open.has(connection)) await wait(20);
    });
    await Promise.all(leaving);
  }

  private admit(connection: Connection): void {
    const { id } = connection.identity;
    const mine = this.byPlayer.get(id) ?? new Set();
    this.byPlayer.set(id, mine.add(connection));
    this.tally.signIn(connection.origin.address);
    if (mine.size > this.config.perPlayer) [...mine][0]?.close('replaced');
    this.count();
  }

  /** What a plugin cannot move elsewhere is lost with this node; that is no reason to stay. */
  private async drainHandler(handler: FrameHandler): Promise<void> {
    try {
      await handler.draining?.();
    } catch (error) {
      this.log.error({ err: error }, 'a handler of frames failed to drain');
    }
  }

  private push(push: Push): void {
    const mine = this.byPlayer.get(push.playerId);
    if (!mine) return;
    const frame = this.events.of(push, this.clock.now().getTime());
    for (const connection of mine) connection.write(frame);
  }

  private end({ sessionId, playerId }: Ended): void {
    for (const connection of this.open) {
      const { known } = connection;
      if (!known) continue;
      if (known.sessionId === sessionId || (sessionId === undefined && known.id === playerId))
        connection.closeAfterAnswer('session_revoked');
    }
  }

  private sweep(): void {
    const now = performance.now();
    const wallClock = this.clock.now().getTime();
    this.now = now;
    let buffered = 0;
    for (const connection of this.open) {
      connection.tick(now, wallClock);
      buffered += connection.buffered;
    }
    this.metrics.socketBuffered.set(buffered);
  }

  private count(): void {
    this.metrics.sockets.set({ signed_in: 'yes' }, this.tally.known);
    this.metrics.sockets.set({ signed_in: 'no' }, this.tally.strangers);
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
