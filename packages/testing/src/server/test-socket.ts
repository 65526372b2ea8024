import {
  stringify,
  type ClientFrame,
  type Encoding,
  type RpcResponse,
  type ServerFrame,
} from '@aethex/protocol';
import { pack, unpack } from '@aethex/protocol/realtime';
import { WebSocket } from 'ws';

type Known = ServerFrame['type'];
type Of<T extends string> = T extends Known
  ? Extract<ServerFrame, { type: T }>
  : { readonly type: T } & Readonly<Record<string, unknown>>;
type SignInOptions = Omit<Extract<ClientFrame, { type: 'auth' }>, 'type' | 'token'>;

export interface OpenOptions {
  readonly headers?: Record<string, string>;
  /** How the socket writes. What it hears it reads either way. */
  readonly encoding?: Encoding;
}

/** A socket to a test server, with what it has heard. */
export class TestSocket {
  /** Every frame that arrived and was no response, the oldest first. */
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly waiting = new Map<number, (response: RpcResponse) => void>();
  private readonly watchers: { type: string; tell: (frame: ServerFrame) => void }[] = [];
  private lastId = 0;

  private constructor(
    readonly raw: WebSocket,
    private readonly encoding: Encoding,
  ) {
    this.closed = new Promise((resolve) =>
      raw.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    raw.on('message', (data: Buffer, isBinary: boolean) =>
      this.hear((isBinary ? unpack(data) : JSON.parse(data.toString())) as RpcResponse | ServerFrame),
    );
    raw.on('error', () => undefined);
  }

  static async open(url: string, options: OpenOptions = {}): Promise<TestSocket> {
    const { headers, encoding = 'json' } = options;
    const raw = new WebSocket(url, headers && { headers });
    const socket = new TestSocket(raw, encoding);
    await new Promise((resolve, reject) => {
      raw.once('open', resolve);
      raw.once('error', reject);
    });
    return socket;
  }

  /** Sends a frame; texts and bytes go as they are. */
  send(frame: unknown): void {
    if (typeof frame === 'string' || frame instanceof Uint8Array) this.raw.send(frame);
    else this.raw.send(this.encoding === 'json' ? stringify(frame) : pack(frame));
  }

  /** Signs in and waits for the verdict. A socket that writes MessagePack asks to hear it as well. */
  async signIn(token: string, options: SignInOptions = {}): Promise<Of<'auth_ok'>> {
    const encoding = this.encoding === 'msgpack' && { encoding: 'msgpack' };
    this.send({ type: 'auth', token, ...encoding, ...options });
    return this.next('auth_ok');
  }

  rpc(method: string, params: unknown): Promise<RpcResponse> {
    const id = ++this.lastId;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ jsonrpc: '2.0', id, method, params: params ?? {} });
    });
  }

  /** The next frame of a type, or one that has arrived already and was not asked for yet. */
  next<T extends string>(type: T): Promise<Of<T>> {
    const index = this.frames.findIndex((frame) => frame.type === type);
    const [here] = index < 0 ? [] : this.frames.splice(index, 1);
    if (here) return Promise.resolve(here as Of<T>);
    return new Promise((resolve) => {
      this.watchers.push({ type, tell: resolve as (frame: ServerFrame) => void });
    });
  }

  /** Fails when a frame of a type has arrived or arrives within so many milliseconds. */
  async expectNo(type: string, ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    const found = this.frames.find((frame) => frame.type === type);
    if (found) throw new Error(`No frame "${type}" was to come, and this one came: ${JSON.stringify(found)}`);
  }

  close(): void {
    this.raw.close();
  }

  private hear(message: RpcResponse | ServerFrame): void {
    if ('jsonrpc' in message) {
      this.waiting.get(Number(message.id))?.(message);
      this.waiting.delete(Number(message.id));
      return;
    }
    const index = this.watchers.findIndex(({ type }) => type === message.type);
    const [watcher] = index < 0 ? [] : this.watchers.splice(index, 1);
    if (watcher) watcher.tell(message);
    else this.frames.push(message);
  }
}
