import { stringify, type RpcResponse, type ServerFrame } from '@aethex/protocol';
import { WebSocket } from 'ws';

/** A socket to a test server, with what it has heard. */
export class TestSocket {
  /** Every frame that arrived and was no response, the oldest first. */
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly waiting = new Map<number, (response: RpcResponse) => void>();
  private readonly watchers: { fits: (frame: ServerFrame) => boolean; tell: (frame: ServerFrame) => void }[] =
    [];
  private lastId = 0;

  private constructor(readonly raw: WebSocket) {
    this.closed = new Promise((resolve) =>
      raw.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    raw.on('message', (data: Buffer) => this.hear(JSON.parse(data.toString()) as RpcResponse | ServerFrame));
    raw.on('error', () => undefined);
  }

  static async open(url: string, options: { headers?: Record<string, string> } = {}): Promise<TestSocket> {
    const raw = new WebSocket(url, options);
    const socket = new TestSocket(raw);
    await new Promise((resolve, reject) => {
      raw.once('open', resolve);
      raw.once('error', reject);
    });
    return socket;
  }

  send(frame: unknown): void {
    this.raw.send(typeof frame === 'string' ? frame : stringify(frame));
  }

  /** Signs in and waits for the verdict. */
  async signIn(token: string): Promise<ServerFrame> {
    this.send({ type: 'auth', token });
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
  next<T extends ServerFrame['type']>(type: T): Promise<Extract<ServerFrame, { type: T }>> {
    const index = this.frames.findIndex((frame) => frame.type === type);
    const [here] = index < 0 ? [] : this.frames.splice(index, 1);
    if (here) return Promise.resolve(here as Extract<ServerFrame, { type: T }>);
    return new Promise((resolve) => {
      this.watchers.push({
        fits: (frame) => frame.type === type,
        tell: resolve as (frame: ServerFrame) => void,
      });
    });
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
    const index = this.watchers.findIndex(({ fits }) => fits(message));
    const [watcher] = index < 0 ? [] : this.watchers.splice(index, 1);
    if (watcher) watcher.tell(message);
    else this.frames.push(message);
  }
}
