import type { SessionKeeper } from '../auth/session-keeper.js';
import type { SessionChange } from '../auth/session.js';
import { refusal, type ClientErrorCode } from '../client-errors.js';
import type { Call } from '../http/caller.js';
import { Channels, Listeners, type Undo } from '../listeners.js';
import type { Settings } from '../options.js';
import { success, type ErrorInfo, type Failure, type Result } from '../result.js';
import { backOff } from '../rules/back-off.js';
import { revive } from '../rules/codec.js';
import { closeCode, mayReconnect } from '../rules/close-codes.js';
import { deadline, whenOnline } from '../timing.js';
import { Connection } from './connection.js';
import type { SocketState } from './socket-client.js';

type Opened = Result<null, ErrorInfo<ClientErrorCode>>;

/** Milliseconds: longest wait between two tries, and how long a connection must last to count as a good one. */
const patience = { longest: 30_000, good: 5000 };

/** Keeps a socket open as long as somebody wants it: it comes back after a break and takes every fresh token. */
export class SocketKeeper {
  private current: SocketState = 'closed';
  private connection: Connection | null = null;
  private opening: Promise<Opened> | null = null;
  private tellOpened: ((result: Opened) => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private openedAt = 0;
  private token = '';
  private player: string | undefined;
  private readonly channels = new Channels<Record<string, [data: unknown, at: number]>>();
  private readonly changed = new Listeners<[state: SocketState, code: number | undefined]>();
  private readonly undo: Undo[];

  constructor(
    private readonly settings: Settings,
    private readonly session: SessionKeeper,
  ) {
    this.undo = [
      session.onChange((player, why) => this.follow(player?.user_id, why)),
      whenOnline(() => {
        if (this.current === 'waiting') void this.open();
      }),
    ];
  }

  get state(): SocketState {
    return this.current;
  }

  connect(): Promise<Opened> {
    if (this.current === 'open') return Promise.resolve(success(null));
    return this.opening ?? this.open();
  }

  close(): void {
    this.stop(refusal('client.aborted'), undefined);
  }

  dispose(): void {
    for (const undo of this.undo) undo();
    this.close();
  }

  on(event: string, listener: (data: unknown, at: number) => void): Undo {
    return this.channels.on(event, listener);
  }

  onState(listener: (state: SocketState, code: number | undefined) => void): Undo {
    return this.changed.add(listener);
  }

  /** Sends a call, once; opens the socket for it if need be. */
  readonly send = async (call: Call & { readonly key: string }): Promise<Result<unknown>> => {
    const opened = this.current === 'open' ? success(null) : await this.connect();
    if (!opened.success) return opened;
    if (!this.connection) return refusal('client.offline');
    const time = deadline(call.timeoutMs ?? this.settings.timeoutMs, call.signal);
    const result = await this.connection.call(call, time.signal);
    time.over();
    return call.signal?.aborted ? refusal('client.aborted') : result;
  };

  private open(): Promise<Opened> {
    clearTimeout(this.timer);
    this.opening ??= new Promise((resolve) => (this.tellOpened = resolve));
    const { opening } = this;
    this.become('connecting');
    void this.dial();
    return opening;
  }

  private async dial(): Promise<void> {
    const { WebSocket, socketUrl: url, timeoutMs } = this.settings;
    if (!WebSocket) return this.stop(refusal('client.no_websocket'), undefined);
    const token = await this.session.token();
    if (this.current !== 'connecting' || this.connection) return;
    if (token.success && token.data === null) return this.stop(refusal('client.not_signed_in'), undefined);
    if (!token.success)
      return this.session.player
        ? this.wait(undefined)
        : this.stop(refusal('client.not_signed_in'), undefined);
    this.token = token.data ?? '';
    this.player = this.session.player?.user_id;
    const connection: Connection = new Connection(
      WebSocket,
      { url, token: this.token, timeoutMs },
      {
        signedIn: () => this.isOpen(),
        event: (name, data, at) => this.channels.tell(name, revive(data, this.settings.types), at),
        expiring: () => void this.session.renew(this.token),
        closed: (code) => {
          if (this.connection === connection) this.broken(code);
        },
      },
    );
    this.connection = connection;
  }

  private isOpen(): void {
    if (this.current === 'open') return;
    this.openedAt = performance.now();
    this.become('open');
    this.answer(success(null));
  }

  private broken(code: number): void {
    this.connection = null;
    const wasGood = this.current === 'open' && performance.now() - this.openedAt > patience.good;
    if (wasGood) this.failures = 0;
    if (code === closeCode.sessionRevoked) void this.session.end('revoked', this.token);
    if (code === closeCode.authFailed && this.failures === 0) return void this.withFreshToken(code);
    if (mayReconnect(code)) return this.wait(code);
    this.stop(refusal('client.socket_closed', { data: { close_code: code } }), code);
  }

  /** The token may have been refused because a key was changed or a clock is wrong: a fresh one gets one try. */
  private async withFreshToken(code: number): Promise<void> {
    this.wait(code);
    clearTimeout(this.timer);
    const token = await this.session.renew(this.token);
    if (this.current === 'waiting' && token.success) void this.open();
    else if (this.current === 'waiting') this.wait(code);
  }

  private wait(code: number | undefined): void {
    this.failures += 1;
    this.answer(refusal('client.offline'));
    this.become('waiting', code);
    const policy = { baseMs: this.settings.retry.baseMs * 2, capMs: patience.longest };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), backOff(this.failures, policy, Math.random()));
  }

  private stop(why: Failure<ErrorInfo<ClientErrorCode>>, code: number | undefined): void {
    clearTimeout(this.timer);
    const { connection } = this;
    this.connection = null;
    connection?.close();
    this.failures = 0;
    this.answer(why);
    this.become('closed', code);
  }

  /** Follows the session: a fresh token is handed over, another player gets another socket, nobody gets none. */
  private follow(player: string | undefined, why: SessionChange): void {
    if (this.current === 'closed') return;
    if (player === undefined) return this.stop(refusal('client.not_signed_in'), undefined);
    if (player !== this.player && this.connection) return this.again();
    if (why === 'refreshed' && this.connection) void this.handOver(this.connection);
  }

  private again(): void {
    const { connection } = this;
    this.connection = null;
    connection?.close();
    void this.open();
  }

  private async handOver(connection: Connection): Promise<void> {
    const token = await this.session.token();
    if (!token.success || token.data === null || connection !== this.connection || this.current !== 'open')
      return;
    this.token = token.data;
    connection.signIn(token.data);
  }

  private answer(result: Opened): void {
    this.tellOpened?.(result);
    this.tellOpened = null;
    this.opening = null;
  }

  private become(state: SocketState, code?: number): void {
    if (this.current === state) return;
    this.current = state;
    this.changed.tell(state, code);
  }
}
