import {
  clientFrames,
  closeCodes,
  houseError,
  isAethexError,
  stringify,
  type AethexError,
  type CloseReason,
  type FrameRef,
  type ServerFrame,
} from '@aethex/protocol';
import type { WebSocket } from 'ws';
import type { SocketConfig } from '../config/sections.js';
import type { Identity, Origin } from '../dispatch/caller.js';
import { publicError } from '../dispatch/method-runner.js';
import { inTime } from '../observe/in-time.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';
import type { SocketHub } from './socket-hub.js';
import { TokenBucket } from './token-bucket.js';

/** Bytes of a frame before signing in: an auth frame and nothing more. */
const authFrameBytes = 4096;
/** This many frames we do not understand within a minute end the socket. */
const patience = { mistakes: 20, ms: 60_000 };
/** Frames over the rate within a minute that end the socket. */
const floodLimit = 100;
/** Milliseconds before its token expires that the client is told. */
const expiryWarning = 60_000;
/** Milliseconds a closed socket has to say goodbye before it is cut off. */
const farewell = 1000;

/** One open socket: who it is, what waits in both directions, and when it must end. */
export class Connection {
  identity: Identity | null = null;
  private readonly inbox: Inbox;
  private readonly outbox: Outbox;
  private readonly bucket: TokenBucket;
  private readonly openedAt = performance.now();
  private lastHeard = performance.now();
  private pingedAt: number | undefined;
  private mistakes: number[] = [];
  private dropped: number[] = [];
  private warnedOf: number | undefined;
  private requests = 0;
  private leaving = false;
  private ended = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly hub: SocketHub,
    private readonly config: SocketConfig,
    private readonly origin: Omit<Origin, 'wire'>,
  ) {
    this.inbox = new Inbox(socket, config.maxQueued, (frame) => this.handle(frame));
    this.outbox = new Outbox(socket, { maxBuffered: config.maxBuffered, maxLagMs: config.maxLag * 1000 });
    this.bucket = new TokenBucket(config.perSecond, config.burst, performance.now());
    socket.on('message', (data: Buffer, isBinary: boolean) => this.receive(data, isBinary));
    socket.on('pong', () => this.heard());
    // A reset or a broken frame ends this socket and concerns nobody else; `close` follows.
    socket.on('error', () => undefined);
    socket.once('close', () => this.forgotten());
  }

  get address(): string {
    return this.origin.address;
  }

  get isIdle(): boolean {
    return this.inbox.isEmpty;
  }

  send(frame: ServerFrame): void {
    this.sendText(stringify(frame));
  }

  sendText(text: string): void {
    if (!this.outbox.send(text)) this.close('slow_consumer');
  }

  close(reason: CloseReason): void {
    if (this.ended) return;
    this.ended = true;
    this.inbox.clear();
    this.hub.noteClose(reason);
    const { code, reason: text } = closeCodes[reason];
    this.socket.close(code, text);
    // A peer that does not read would keep its buffers for ever.
    setTimeout(() => this.socket.terminate(), farewell).unref();
  }

  /** Takes nothing further, and closes once the call under way is answered: it may be the one that ended the session. */
  closeAfterAnswer(reason: CloseReason): void {
    this.leaving = true;
    this.inbox.clear();
    void inTime(this.inbox.done(), farewell).then(() => this.close(reason));
  }

  /** Looks after deadlines; called a few times a second. `now` is monotonic, `wallClock` is not. */
  tick(now: number, wallClock: number): void {
    if (this.ended) return;
    if (!this.identity && now - this.openedAt > this.config.authTimeout * 1000)
      return this.close('auth_timeout');
    if (this.outbox.lags(now)) return this.close('slow_consumer');
    this.checkHeartbeat(now);
    if (this.identity) this.checkExpiry(this.identity.expiresAt.getTime(), wallClock);
  }

  private checkHeartbeat(now: number): void {
    const { heartbeat, heartbeatGrace } = this.config;
    if (this.pingedAt !== undefined) {
      if (now - this.pingedAt > heartbeatGrace * 1000) this.close('heartbeat_timeout');
      return;
    }
    if (now - this.lastHeard < heartbeat * 1000) return;
    this.pingedAt = now;
    this.socket.ping();
  }

  private checkExpiry(expiresAt: number, wallClock: number): void {
    if (wallClock >= expiresAt) return this.close('token_expired');
    if (expiresAt - wallClock > expiryWarning || this.warnedOf === expiresAt) return;
    this.warnedOf = expiresAt;
    this.send({ type: 'token_expiring', expires_at: expiresAt });
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (this.ended || this.leaving) return;
    this.heard();
    if (!this.identity && data.length > authFrameBytes) return this.close('too_big');
    if (!this.bucket.take(this.lastHeard)) return this.flooded();
    if (isBinary) return this.refuse(houseError('ws.binary'), undefined);
    this.inbox.push(data.toString('utf8'));
  }

  private heard(): void {
    this.lastHeard = performance.now();
    this.pingedAt = undefined;
  }

  private flooded(): void {
    if (count(this.dropped, this.lastHeard) > floodLimit) return this.close('rate_limited');
    this.send({ type: 'error', ...houseError('request.rate_limited').toBody(this.origin.requestId) });
  }

  private async handle(text: string): Promise<void> {
    if (this.ended) return;
    try {
      const value = this.hub.rpc.parse(text);
      if (isFrame(value)) await this.handleFrame(value);
      else await this.handleRpc(text, value);
    } catch (error) {
      this.refuse(publicError(error), undefined);
    }
  }

  private async handleRpc(text: string, value: unknown): Promise<void> {
    if (!this.identity) return this.close('auth_failed');
    const requestId = `${this.origin.requestId}-${++this.requests}`;
    const sender = { ...this.origin, requestId, wire: 'socket' as const, identity: this.identity };
    const answer = await this.hub.rpc.answer(value, () => text, sender);
    if (answer.error?.code === 'request.envelope') this.mistaken();
    if (answer.body !== null) this.sendText(answer.body);
  }

  private async handleFrame(frame: { type: string; id?: FrameRef }): Promise<void> {
    const ref = typeof frame.id === 'string' || typeof frame.id === 'number' ? frame.id : undefined;
    const known =
      Object.hasOwn(clientFrames, frame.type) && clientFrames[frame.type as keyof typeof clientFrames];
    if (!known) return this.refuse(houseError('ws.unknown_type', { type: frame.type.slice(0, 64) }), ref);
    const parsed = known.safeParse(frame);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return this.refuse(
        houseError('request.invalid', { field: String(issue?.path[0] ?? ''), reason: issue?.message ?? '' }),
        ref,
      );
    }
    if (parsed.data.type === 'auth') return this.signIn(parsed.data.token, ref);
    this.send({ type: 'pong', ...(ref !== undefined && { ref }), server_ts: Date.now() });
  }

  private async signIn(token: string, ref: FrameRef): Promise<void> {
    let identity: Identity;
    try {
      identity = await this.hub.authenticator.who(token);
    } catch (error) {
      this.refuse(publicError(error), ref);
      return this.close(
        isAethexError(error) && error.kind === 'unauthenticated' ? 'auth_failed' : 'dependency_unavailable',
      );
    }
    if (this.ended) return;
    if (this.identity && this.identity.id !== identity.id) return this.close('forbidden');
    const first = this.identity === null;
    this.identity = identity;
    if (first) this.hub.signedIn(this);
    this.send({
      type: 'auth_ok',
      ...(ref !== undefined && { ref }),
      session_id: identity.sessionId,
      user_id: identity.id,
      heartbeat_s: this.config.heartbeat,
      expires_at: identity.expiresAt.getTime(),
    });
  }

  private refuse(error: AethexError, ref: FrameRef): void {
    this.send({ type: 'error', ...(ref !== undefined && { ref }), ...error.toBody(this.origin.requestId) });
    if (error.kind === 'invalid') this.mistaken();
  }

  private mistaken(): void {
    if (count(this.mistakes, performance.now()) >= patience.mistakes) this.close('protocol_violation');
  }

  private forgotten(): void {
    this.ended = true;
    this.inbox.clear();
    this.hub.gone(this);
  }
}

/** Adds an incident and returns how many there were in the last minute. */
function count(incidents: number[], now: number): number {
  incidents.push(now);
  while ((incidents[0] as number) < now - patience.ms) incidents.shift();
  return incidents.length;
}

const isFrame = (value: unknown): value is { type: string; id?: FrameRef } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !('jsonrpc' in value) &&
  'type' in value;
