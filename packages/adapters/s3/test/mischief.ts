import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from '@jest/globals';

/** What a proxy does with one request in place of passing it on. `pass` does that. */
export type Trick = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void;

const open: Mischief[] = [];

/** A proxy before a real server that does mischief on demand. It leaves the Host header, so signatures stay good. */
export class Mischief {
  trick: Trick | undefined;
  /** Requests seen, such as `PUT /bucket/key`. */
  readonly seen: string[] = [];
  readonly url: string;

  private constructor(
    private readonly server: Server,
    target: string,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.seen.push(`${request.method} ${request.url}`);
      const pass = (): void => passOn(target, request, response);
      if (this.trick) this.trick(request, response, pass);
      else pass();
    });
  }

  static async before(target: string): Promise<Mischief> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const one = new Mischief(server, target);
    open.push(one);
    return one;
  }

  connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function passOn(target: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = request;
  const upstream = ask(new URL(url!, target), { method: method!, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
}

/** Takes the request and never answers. */
export const stall: Trick = (request) => void request.resume();

const portal = '<!doctype html><html><body>Please sign in</body></html>';

/** Answers as a captive portal does. */
export const page: Trick = (request, response) => {
  request.resume();
  const headers = { 'content-type': 'text/html', 'content-length': portal.length };
  request.on('end', () => response.writeHead(200, headers).end(portal));
};

/** Passes on after a while. */
export const slowly =
  (ms: number): Trick =>
  (_request, _response, pass) =>
    void sleep(ms).then(pass);

/** Answers a GET itself. */
export const answering =
  (headers: Record<string, string>, bytes: Buffer): Trick =>
  (request, response, pass) => {
    if (request.method !== 'GET') return pass();
    response.writeHead(200, { ...headers, connection: 'close' });
    response.write(bytes);
    setTimeout(() => response.destroy(), 50);
  };

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
