import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoopbackListener } from '../auth/flows/shapes.js';

const page = (text: string): string =>
  `<!doctype html><meta charset="utf-8"><title>${text}</title><body style="font:1.2rem system-ui;display:grid;place-items:center;height:90vh"><p>${text}</p>`;

export interface LoopbackOptions {
  /** What the browser shows when the player has come back. */
  readonly text?: string;
}

/**
 * Waits on a free port of 127.0.0.1 for a browser to come back (RFC 8252, 7.3). Takes the first return and nothing after it;
 * close it when nobody comes.
 */
export async function loopback({
  text = 'You are signed in. Go back to the game.',
}: LoopbackOptions = {}): Promise<LoopbackListener> {
  let tell: (params: Readonly<Record<string, string>>) => void = () => undefined;
  const returned = new Promise<Readonly<Record<string, string>>>((resolve) => (tell = resolve));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isReturn = request.method === 'GET' && pathname === '/' && searchParams.has('state');
    response.writeHead(isReturn ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      connection: 'close',
    });
    response.end(isReturn ? page(text) : '');
    if (isReturn) tell(Object.fromEntries(searchParams));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, returned, close: () => void server.close() };
}
