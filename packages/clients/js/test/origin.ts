import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** One origin as a game's web server is: a page with the client, and the API and its socket behind the same address. */
export class Origin {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
    /** The JSON-RPC methods that arrived, in order. */
    readonly calls: string[],
  ) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async before(apiUrl: string): Promise<Origin> {
    const api = new URL(apiUrl);
    const script = await bundle();
    const modules = await chunks();
    const calls: string[] = [];
    const server = createServer((incoming, outgoing) => {
      if (incoming.url === '/client.js') serve(outgoing, 'text/javascript', script);
      else if (modules.has(incoming.url ?? ''))
        serve(outgoing, 'text/javascript', modules.get(incoming.url ?? '')!);
      else if (incoming.url?.startsWith('/api/')) passOn(incoming, outgoing, { api, calls });
      else serve(outgoing, 'text/html', '<!doctype html><title>game</title>');
    });
    server.on('upgrade', (incoming: IncomingMessage, client: Socket) => tunnel(incoming, client, api));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Origin(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls);
  }

  /** Cuts everybody off once; they may come back. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cutAll();
    await closed;
  }
}

const serve = (outgoing: ServerResponse, type: string, body: string | Uint8Array): void =>
  void outgoing.writeHead(200, { 'content-type': type }).end(body);

function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { api, calls }: { api: URL; calls: string[] },
): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks);
    const { method = '', url: path = '', headers } = incoming;
    calls.push(/"method":"([^"]+)"/.exec(body.toString('latin1'))?.[1] ?? method);
    const onward = request({ host: api.hostname, port: api.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
}

function tunnel(incoming: IncomingMessage, client: Socket, api: URL): void {
  const upstream = connect(Number(api.port), api.hostname, () => {
    const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}`);
    upstream.write(`GET ${incoming.url ?? ''} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    upstream.pipe(client).pipe(upstream);
  });
  client.on('error', () => upstream.destroy());
  client.on('close', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
}

/** The client as a script of a page: `aethex.createClient`. */
async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'aethex',
    platform: 'browser',
    target: 'es2022',
    conditions: ['aethex-source'],
    write: false,
  });
  return outputFiles[0]!.contents;
}

/** The same as modules, by their paths: `/client/index.js` and what it loads when it is needed. */
async function chunks(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['aethex-source'],
    outdir: tmpdir(),
    write: false,
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/client/${basename(path)}`, contents]));
}
