import type { ServerFrame } from '@aethex/protocol';
import type { SessionKeeper } from '../auth/session-keeper.js';
import type { SessionChange } from '../auth/session.js';
import { refusal, type ClientErrorCode } from '../client-errors.js';
import type { Call } from '../http/caller.js';
import { Channels, Listeners, type Undo } from '../listeners.js';
import type { Settings } from '../options.js';
import { success, type ErrorInfo, type Failure, type Result } from '../result.js';
import { revive } from '../rules/codec.js';
import { closeCode, mayReconnect } from '../rules/close-codes.js';
import { deadline, whenOnline } from '../timing.js';
import { Connection, type AuthOk, type Resume } from './connection.js';
import { codecOf, type FrameCodec } from './frame-codec.js';
import { Patience } from './patience.js';
import type { SocketState } from './socket-client.js';

type Opened = Result<null, ErrorInfo<ClientErrorCode>>;
type Frames = { [Type in ServerFrame['type']]: [frame: Extract<ServerFrame, { type: Type }>] };
type AnyFrame = Record<ServerFrame['type'], [frame: ServerFrame]>;

/** Keeps a socket open as long as somebody wants it: it comes back after a break and takes every fresh token. */
export class SocketKeeper {
  /** Frames as they come in, `auth_ok` included. */
  readonly frames = new Channels<Frames>();
  /** How the frames of the current connection are written. */
  codec: FrameCodec | null = null;
  /** Says what to go on with after a break. Who has something to lose does not wait for long. */
  resume: () => Resume | null = () => null;
  private current: SocketState = 'closed';
  private connection: Connection | null = null;
  private opening: Promise<Opened> | null = null;
  private tellOpened: ((result: Opened) => void) | null = null;
  private isDisposed = false;
  private token = '';
  private player: string | undefined;
  private readonly patience: Patience;
  private readonly channels = new Channels<Record<string, [data: unknown, at: number]>>();
  private readonly changed = new Listeners<[state: SocketState, code: number | undefined]>();
  private readonly undo: Undo[];

  constructor(
    private readonly settings: Settings,
    private readonly session: SessionKeeper,
  ) {
    this.patience = new Patience(settings.retry.baseMs * 2);
    this.undo = [
      session.onChange((player, why) => this.follow(player?.user_id, why)),
      whenOnline(() => {
        if (this.current === 'waiting') void this.open();
      }),
      this.frames.on('event', ({ event, data, server_ts: at }) =>
        this.channels.tell(event, revive(data, settings.types), at),
      ),
      this.frames.on('token_expiring', () => void session.renew(this.token)),
      this.frames.on('reconnect', ({ after_ms: ms }) => this.patience.after(ms, () => this.again())),
    ];
  }

  get state(): SocketState {
    return this.current;
  }

  connect(): Promise<Opened> {
    if (this.current === 'open') return Promise.resolve(success(null));
    if (this.isDisposed) return Promise.resolve(refusal('client.aborted'));
    return this.opening ?? this.open();
  }

  close(): void {
    this.stop(refusal('client.aborted'), undefined);
  }

  dispose(): void {
    this.isDisposed = true;
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
  readonly send = (call: Call & { readonly key: string }): Promise<Result<unknown>> =>
    this.within(call, (connection, signal) => connection.call(call, signal));

  /** The same for a frame that is answered by another one. */
  ask(frame: object, options: Pick<Call, 'signal' | 'timeoutMs'> = {}): Promise<Result<ServerFrame>> {
    return this.within(options, (connection, signal) => connection.ask(frame, signal));
  }

  /** Sends a frame if the socket is open. */
  tell(frame: object): void {
    if (this.current === 'open') this.connection?.send(frame);
  }

  private async within<T>(
    { timeoutMs, signal }: Pick<Call, 'signal' | 'timeoutMs'>,
    work: (connection: Connection, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const opened = this.current === 'open' ? success(null) : await this.connect();
    if (!opened.success) return opened;
    if (!this.connection) return refusal('client.offline');
    const time = deadline(timeoutMs ?? this.settings.timeoutMs, signal);
    const result = await work(this.connection, time.signal);
    time.over();
    return signal?.aborted ? refusal('client.aborted') : result;
  }

  private open(): Promise<Opened> {
    this.patience.hold();
    this.opening ??= new Promise((resolve) => (this.tellOpened = resolve));
    const { opening } = this;
    this.become('connecting');
    void this.dial();
    return opening;
  }

  private async dial(): Promise<void> {
    const { WebSocket, encoding, socketUrl: url, timeoutMs } = this.settings;
    if (!WebSocket) return this.stop(refusal('client.no_websocket'), undefined);
    const token = await this.session.token();
    // What is loaded lazily may be unreachable as well.
    const codec = (this.codec ??= await codecOf(encoding).catch(() => null));
    if (this.current !== 'connecting' || this.connection) return;
    if (!codec) return this.wait(undefined);
    if (token.success && token.data === null) return this.stop(refusal('client.not_signed_in'), undefined);
    if (!token.success)
      return this.session.player
        ? this.wait(undefined)
        : this.stop(refusal('client.not_signed_in'), undefined);
    this.token = token.data ?? '';
    this.player = this.session.player?.user_id;
    const dialed = { url, token: this.token, codec, resume: this.resume(), timeoutMs };
    const connection: Connection = new Connection(WebSocket, dialed, {
      signedIn: (frame) => this.isOpen(frame),
      frame: (frame) => (this.frames as Channels<AnyFrame>).tell(frame.type, frame),
      closed: (code) => {
        if (this.connection === connection) this.broken(code);
      },
    });
    this.connection = connection;
  }

  private isOpen(frame: AuthOk): void {
    if (this.current === 'open') return;
    this.patience.opened();
    this.become('open');
    this.frames.tell('auth_ok', frame);
    this.answer(success(null));
  }

  private broken(code: number): void {
    this.connection = null;
    this.patience.broken();
    if (code === closeCode.sessionRevoked) void this.session.end('revoked', this.token);
    if (code === closeCode.authFailed && this.patience.isFresh) return void this.withFreshToken(code);
    if (mayReconnect(code)) return this.wait(code);
    this.stop(refusal('client.socket_closed', { data: { close_code: code } }), code);
  }

  /** The token may have been refused because a key was changed or a clock is wrong: a fresh one gets one try. */
  private async withFreshToken(code: number): Promise<void> {
    this.wait(code);
    this.patience.hold();
    const token = await this.session.renew(this.token);
    if (this.current === 'waiting' && token.success) void this.open();
    else if (this.current === 'waiting') this.wait(code);
  }

  private wait(code: number | undefined): void {
    this.answer(refusal('client.offline'));
    this.become('waiting', code);
    this.patience.wait(() => void this.open(), this.resume() ? this.settings.retry.capMs : undefined);
  }

  private stop(why: Failure<ErrorInfo<ClientErrorCode>>, code: number | undefined): void {
    const { connection } = this;
    this.connection = null;
    connection?.close();
    this.patience.forget();
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
