import type { Socket } from 'node:net';
import {
  closeCodes,
  houseError,
  stringify,
  type AethexError,
  type CloseReason,
  type Encoding,
  type FrameRef,
  type RpcResponse,
  type ServerFrame,
} from '@aethex/protocol';
import { pack } from '@aethex/protocol/realtime';
import type { WebSocket } from 'ws';
import type { SocketConfig } from '../config/sections.js';
import type { Identity, Origin } from '../dispatch/caller.js';
import { inTime } from '../observe/in-time.js';
import { framed, framedText } from './framed.js';
import { Inbox } from './inbox.js';
import { Incidents } from './incidents.js';
import { Outbox } from './outbox.js';
import type { Peer } from './peer.js';
import { plain } from './plain.js';
import type { Prepared } from './prepared.js';
import { Rates, type Lane } from './rates.js';
import type { SocketHub } from './socket-hub.js';
import { count } from './traffic.js';

/** Bytes of a frame before signing in: an auth frame and nothing more. */
const authFrameBytes = 4096;
/** This many frames we do not understand within a minute end the socket. */
const mostMistakes = 20;
/** Milliseconds before its token expires that the client is told. */
const expiryWarning = 60_000;
/** Milliseconds a closed socket has to say goodbye before it is cut off. */
const farewell = 1000;

const noFeatures: ReadonlySet<string> = new Set();

/** One open socket: who it is, what waits in both directions, and when it must end. */
export class Connection implements Peer {
  encoding: Encoding = 'json';
  features = noFeatures;
  /** Whom it speaks for; `null` until it has signed in. */
  known: Identity | null = null;
  private readonly inbox: Inbox;
  private readonly outbox: Outbox;
  private readonly rates = new Rates();
  private readonly mistakes = new Incidents();
  private readonly openedAt = performance.now();
  private lastHeard = this.openedAt;
  private pingedAt: number | undefined;
  private warnedOf: number | undefined;
  private requests = 0;
  private leaving = false;
  private ended = false;

  constructor(
    private readonly socket: WebSocket,
    stream: Socket,
    private readonly hub: SocketHub,
    private readonly config: SocketConfig,
    readonly origin: Omit<Origin, 'wire'>,
  ) {
    this.inbox = new Inbox(socket, config.maxQueued, (packet) => hub.desk.handle(this, packet));
    this.outbox = new Outbox(socket, stream, hub.turn, hub.outboxLimits);
    socket.on('message', (data: Buffer, isBinary: boolean) => this.receive(data, isBinary));
    socket.on('pong', () => this.heard());
    // A reset or a broken frame ends this socket and concerns nobody else; `close` follows.
    socket.on('error', () => undefined);
    socket.once('close', (code: number) => this.gone(code));
  }

  get id(): string {
    return this.origin.requestId;
  }

  get identity(): Identity {
    if (!this.known) throw new TypeError('This socket has not signed in.');
    return this.known;
  }

  get isOpen(): boolean {
    return !this.ended && this.socket.readyState === this.socket.OPEN;
  }

  get isIdle(): boolean {
    return this.inbox.isEmpty;
  }

  get buffered(): number {
    return this.outbox.buffered;
  }

  /** An id for the next call of this socket. */
  nextRequestId(): string {
    return `${this.origin.requestId}-${++this.requests}`;
  }

  send(frame: { readonly type: string }): void {
    if (!this.isOpen) return;
    const bytes = this.encoding === 'json' ? framedText(stringify(frame)) : framed(pack(frame), 'binary');
    count(this.hub.traffic.said[this.encoding].frame, bytes.length);
    this.push(bytes);
  }

  write(frame: Prepared): void {
    if (!this.isOpen) return;
    const bytes = frame.bytes(this.encoding);
    count(this.hub.traffic.said[this.encoding].shared, bytes.length);
    this.push(bytes);
  }

  /** Sends the answer to a call or to a batch. */
  answer(body: RpcResponse | readonly RpcResponse[]): void {
    if (!this.isOpen) return;
    const bytes =
      this.encoding === 'json' ? framedText(stringify(body)) : framed(pack(plain(body)), 'binary');
    count(this.hub.traffic.said[this.encoding].rpc, bytes.length);
    this.push(bytes);
  }

  /** Sends an error frame. Twenty mistakes of the client within a minute end the socket. */
  refuse(error: AethexError, ref?: FrameRef): void {
    const body = { ...(ref !== undefined && { ref }), ...error.toBody(this.origin.requestId) };
    this.send({ type: 'error', ...body });
    if (error.kind === 'invalid') this.mistaken();
  }

  /** Counts a frame at its own rate that was counted among all others, and says whether it keeps to it. */
  recount(lane: Lane): boolean {
    this.rates.giveBack(this.hub.sharedLane);
    return this.isInTime(lane);
  }

  mistaken(): void {
    if (this.mistakes.add(performance.now()) >= mostMistakes) this.close('protocol_violation');
  }

  close(reason: CloseReason): void {
    if (this.ended) return;
    this.outbox.flush();
    this.hub.noteClose(reason);
    const { code, reason: text } = closeCodes[reason];
    this.end(code);
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
    if (!this.known && now - this.openedAt > this.config.authTimeout * 1000)
      return this.close('auth_timeout');
    if (this.outbox.lags(now)) return this.close('slow_consumer');
    this.checkHeartbeat(now);
    if (this.known) this.checkExpiry(this.known.expiresAt.getTime(), wallClock);
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
    const frame: ServerFrame = { type: 'token_expiring', expires_at: expiresAt };
    this.send(frame);
  }

  private push(bytes: Buffer): void {
    if (!this.outbox.push(bytes)) this.close('slow_consumer');
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (this.ended || this.leaving) return;
    this.heard();
    if (!this.known && data.length > authFrameBytes) return this.close('too_big');
    const entry = this.hub.frames.recognise(data, isBinary);
    if (!this.isInTime(entry?.lane ?? this.hub.sharedLane)) return;
    const packet = { data, isBinary, entry };
    if (!entry?.spec.hot || !this.inbox.isEmpty) return this.inbox.push(packet);
    void this.hub.desk.handle(this, packet);
  }

  /** Whether a frame keeps to its rate. One that does not is dropped. */
  private isInTime(lane: Lane): boolean {
    const verdict = this.rates.take(lane, this.lastHeard);
    if (verdict === 'pass') return true;
    this.hub.traffic.dropped.value += 1;
    if (verdict === 'close') this.close('rate_limited');
    if (verdict === 'tell') this.refuse(houseError('request.rate_limited'));
    return false;
  }

  private heard(): void {
    this.lastHeard = this.hub.now;
    this.pingedAt = undefined;
  }

  private gone(code: number): void {
    if (!this.ended) this.end(code);
    this.hub.gone(this);
  }

  /** From here on nothing is read, and plugins are told once what was under way is done with. */
  private end(code: number): void {
    this.ended = true;
    this.inbox.clear();
    if (this.known) void inTime(this.inbox.done(), farewell).then(() => this.hub.desk.closed(this, code));
  }
}
