import type { RpcResponse, ServerFrame } from '@aethex/protocol';
import { refusal } from '../client-errors.js';
import { refused } from '../http/http-wire.js';
import type { WebSocketClass, WebSocketLike } from '../options.js';
import { success, type Result } from '../result.js';
import { closeCode } from '../rules/close-codes.js';
import { kindOf } from '../rules/error-kind.js';

export interface ConnectionEvents {
  signedIn(frame: Extract<ServerFrame, { type: 'auth_ok' }>): void;
  event(name: string, data: unknown, at: number): void;
  /** The token is about to expire. */
  expiring(): void;
  /** It is over, once. The code is 1006 when nobody said why. */
  closed(code: number): void;
}

interface SentCall {
  readonly method: string;
  readonly params: string;
  readonly key: string;
}

interface Waiting {
  readonly resolve: (result: Result<unknown>) => void;
}

/** Why a connection ended that nobody closed (RFC 6455). */
const lost = 1006;

/** One WebSocket: the calls on their way, and whether the other side still lives. */
export class Connection {
  private readonly socket: WebSocketLike;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private isHeard = true;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private deadline: ReturnType<typeof setTimeout>;
  private isOver = false;

  constructor(
    WebSocket: WebSocketClass,
    { url, token, timeoutMs }: { url: string; token: string; timeoutMs: number },
    private readonly events: ConnectionEvents,
  ) {
    this.socket = new WebSocket(url);
    this.socket.addEventListener('open', () => this.signIn(token));
    this.socket.addEventListener('message', ({ data }) => this.hear(String(data)));
    this.socket.addEventListener('close', ({ code }) => this.end(code ?? lost));
    // `close` follows, in browsers always; elsewhere it may not.
    this.socket.addEventListener('error', () => this.end(lost));
    this.deadline = setTimeout(() => this.drop(), timeoutMs);
  }

  /** Signs in, or hands over a fresh token. */
  signIn(token: string): void {
    this.send({ type: 'auth', token });
  }

  /** Sends a call. The answers come in the order of the calls. */
  call({ method, params, key }: SentCall, signal: AbortSignal): Promise<Result<unknown>> {
    if (this.isOver) return Promise.resolve(refusal('client.offline'));
    const id = (this.lastId += 1);
    const names = `"method":${JSON.stringify(method)},"idempotency_key":${JSON.stringify(key)}`;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => this.settle(id, refusal('client.timeout')));
      this.waiting.set(id, { resolve });
      this.socket.send(`{"jsonrpc":"2.0","id":${id},${names},"params":${params}}`);
    });
  }

  /** Ends it from this side. */
  close(): void {
    this.end(1000);
    this.socket.close(1000);
  }

  /** The network may take minutes to admit that the other side is gone. */
  private drop(): void {
    this.end(lost);
    this.socket.close();
  }

  private hear(text: string): void {
    if (this.isOver) return;
    this.isHeard = true;
    let message: RpcResponse | ServerFrame;
    try {
      message = JSON.parse(text) as RpcResponse | ServerFrame;
    } catch {
      return this.drop();
    }
    if ('jsonrpc' in message) return this.settle(Number(message.id), resultOf(message));
    if (message.type === 'event') this.events.event(message.event, message.data, message.server_ts);
    if (message.type === 'token_expiring') this.events.expiring();
    if (message.type === 'auth_ok') this.begin(message);
  }

  private begin(frame: Extract<ServerFrame, { type: 'auth_ok' }>): void {
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

  private send(frame: object): void {
    if (!this.isOver) this.socket.send(JSON.stringify(frame));
  }

  private settle(id: number, result: Result<unknown>): void {
    this.waiting.get(id)?.resolve(result);
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
