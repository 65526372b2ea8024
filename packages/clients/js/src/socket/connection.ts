import type { ClientFrame, RpcResponse, ServerFrame } from '@aethex/protocol';
import { refusal } from '../client-errors.js';
import { refused } from '../http/http-wire.js';
import type { WebSocketClass, WebSocketLike } from '../options.js';
import { success, type Result } from '../result.js';
import { closeCode } from '../rules/close-codes.js';
import { kindOf, kindOfCode } from '../rules/error-kind.js';
import type { FrameCodec } from './frame-codec.js';

export type AuthOk = Extract<ServerFrame, { type: 'auth_ok' }>;
/** What goes into an `auth` frame to go on with the seat of a broken connection. */
export type Resume = NonNullable<Extract<ClientFrame, { type: 'auth' }>['resume']>;

export interface ConnectionEvents {
  signedIn(frame: AuthOk): void;
  /** Any other frame, in order. What waits for its answer is told afterwards. */
  frame(frame: ServerFrame): void;
  /** It is over, once. The code is 1006 when nobody said why. */
  closed(code: number): void;
}

interface Dialed {
  readonly url: string;
  readonly token: string;
  readonly codec: FrameCodec;
  readonly resume: Resume | null;
  readonly timeoutMs: number;
}

interface SentCall {
  readonly method: string;
  readonly params: string;
  readonly key: string;
}

type Settle = (result: Result<unknown>) => void;

/** Why a connection ended that nobody closed (RFC 6455). */
const lost = 1006;

/** One WebSocket: the calls on their way, and whether the other side still lives. */
export class Connection {
  private readonly socket: WebSocketLike;
  private readonly codec: FrameCodec;
  private readonly waiting = new Map<string | number, Settle>();
  private lastId = 0;
  private isHeard = true;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private deadline: ReturnType<typeof setTimeout>;
  private isOver = false;

  constructor(
    WebSocket: WebSocketClass,
    { url, token, codec, resume, timeoutMs }: Dialed,
    private readonly events: ConnectionEvents,
  ) {
    this.codec = codec;
    this.socket = new WebSocket(url);
    this.socket.binaryType = 'arraybuffer';
    this.socket.addEventListener('open', () => this.signIn(token, resume));
    this.socket.addEventListener('message', ({ data }) => this.hear(data));
    this.socket.addEventListener('close', ({ code }) => this.end(code ?? lost));
    // `close` follows, in browsers always; elsewhere it may not.
    this.socket.addEventListener('error', () => this.end(lost));
    this.deadline = setTimeout(() => this.drop(), timeoutMs);
  }

  /** Signs in, or hands over a fresh token. */
  signIn(token: string, resume: Resume | null = null): void {
    const { encoding, features } = this.codec;
    // The first frame is text: who reads it does not know yet what the client speaks.
    const frame = { type: 'auth', token, encoding, features, ...(resume && { resume }) };
    if (!this.isOver) this.socket.send(JSON.stringify(frame));
  }

  /** Sends a call. The answers come in the order of the calls. */
  call({ method, params, key }: SentCall, signal: AbortSignal): Promise<Result<unknown>> {
    const names = `"method":${JSON.stringify(method)},"idempotency_key":${JSON.stringify(key)}`;
    return this.await(signal, (id) =>
      this.socket.send(`{"jsonrpc":"2.0","id":${id},${names},"params":${params}}`),
    );
  }

  /** Sends a frame that is answered by another one. */
  ask(frame: object, signal: AbortSignal): Promise<Result<ServerFrame>> {
    const answer = this.await(signal, (id) => this.send({ ...frame, id }));
    return answer as Promise<Result<ServerFrame>>;
  }

  send(frame: object): void {
    if (!this.isOver) this.socket.send(this.codec.encode(frame));
  }

  /** Ends it from this side. */
  close(): void {
    this.end(1000);
    this.socket.close(1000);
  }

  private await(signal: AbortSignal, send: (id: number) => void): Promise<Result<unknown>> {
    if (this.isOver) return Promise.resolve(refusal('client.offline'));
    const id = (this.lastId += 1);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => this.settle(id, refusal('client.timeout')));
      this.waiting.set(id, resolve);
      send(id);
    });
  }

  /** The network may take minutes to admit that the other side is gone. */
  private drop(): void {
    this.end(lost);
    this.socket.close();
  }

  private hear(data: unknown): void {
    if (this.isOver) return;
    this.isHeard = true;
    let message: RpcResponse | ServerFrame;
    try {
      message = this.codec.decode(data) as RpcResponse | ServerFrame;
    } catch {
      return this.drop();
    }
    if ('jsonrpc' in message) return this.settle(Number(message.id), resultOf(message));
    if (message.type === 'auth_ok') return this.begin(message);
    this.events.frame(message);
    if ('ref' in message && message.ref !== undefined) this.settle(message.ref, answerOf(message));
  }

  private begin(frame: AuthOk): void {
    clearTimeout(this.deadline);
    this.heartbeat ??= setInterval(() => this.beat(), frame.heartbeat_s * 1000);
    this.events.signedIn(frame);
  }

  /** Asks for a sign of life, and gives up on who gave none since the last time. */
  private beat(): void {
    if (!this.isHeard) return this.drop();
    this.isHeard = false;
    this.send({ type: 'ping' });
  }

  private settle(id: string | number, result: Result<unknown>): void {
    this.waiting.get(id)?.(result);
    this.waiting.delete(id);
  }

  private end(code: number): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.deadline);
    clearInterval(this.heartbeat);
    const result = refusal(code === closeCode.tooBig ? 'client.frame_too_large' : 'client.offline');
    for (const id of this.waiting.keys()) this.settle(id, result);
    this.events.closed(code);
  }
}

function resultOf(response: RpcResponse): Result<unknown> {
  return 'result' in response
    ? success(response.result.data)
    : refused(response.error.data, kindOf(response.error.code));
}

/** A frame as the answer of what asked for it. */
export const answerOf = (frame: ServerFrame): Result<ServerFrame> =>
  frame.type === 'error' ? refused(frame, kindOfCode(frame.code, frame.retry)) : success(frame);
