import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * What happens to one request. `lose`: the server answers and the answer is lost. `cut`: it is lost half-way. `refuse`:
 * the connection ends before the request is passed on. A number delays the answer by so many milliseconds.
 */
export type Fault = 'lose' | 'cut' | 'refuse' | 'pass' | number;

/** A network of its own between a client and a server, with faults on demand. */
export class FaultProxy {
  /** What happens to the next requests, one after the other; then all is well. */
  readonly faults: Fault[] = [];
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;

  private constructor(private readonly target: URL) {}

  static async to(url: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(url));
    await proxy.up();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Nobody answers any more, and whoever was connected is cut off. */
  async down(): Promise<void> {
    const { server } = this;
    this.server = null;
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async up(): Promise<void> {
    const server = createServer((socket) => this.connect(socket));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  /** Cuts everybody off once; they may come back. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private connect(client: Socket): void {
    const upstream = createConnection(Number(this.target.port), this.target.hostname);
    let fault: Fault = 'pass';
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        this.sockets.delete(socket);
        end();
      });
    }
    client.on('data', (chunk) => {
      // A request begins with its verb.
      if (/^(?:GET|POST|PUT|DELETE|OPTIONS) /.test(chunk.toString('latin1', 0, 8)))
        fault = this.faults.shift() ?? 'pass';
      if (fault === 'refuse') return end();
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (fault === 'lose') return end();
      if (fault === 'cut') return void client.write(chunk.subarray(0, chunk.length - 5), end);
      if (typeof fault === 'number') return void setTimeout(() => client.write(chunk), fault);
      client.write(chunk);
    });
  }
}
