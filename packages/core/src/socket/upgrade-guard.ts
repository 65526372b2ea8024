import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { houseError, type AethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { HttpConfig, SocketConfig } from '../config/sections.js';
import { isKnownOrigin } from '../http/origins.js';
import { Ids } from '../ports/ids.js';
import { clientAddress } from './client-address.js';
import { SocketHub } from './socket-hub.js';

const statusText: Record<number, string> = {
  403: 'Forbidden',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** Looks at a request to open a socket before it is accepted: a refusal is an HTTP answer, never a 101 and a close. */
@Injectable()
export class UpgradeGuard {
  constructor(
    private readonly hub: SocketHub,
    private readonly http: HttpConfig,
    private readonly socket: SocketConfig,
    private readonly ids: Ids,
  ) {}

  /** Whether the socket may be opened; otherwise it has been answered. */
  admit(request: IncomingMessage, stream: Duplex): boolean {
    const refusal = this.refusal(request);
    if (!refusal) return true;
    answer(stream, refusal, this.ids.next());
    return false;
  }

  private refusal(request: IncomingMessage): AethexError | null {
    if (this.hub.isDraining) return houseError('server.draining', undefined, { retryAfter: 1 });
    if (request.headers['sec-websocket-version'] !== '13') return houseError('ws.upgrade_required');
    if (!this.isWelcome(request)) return houseError('ws.origin');
    const tooMany = this.hub.refusal(clientAddress(request, this.http.trustProxy));
    return tooMany ? houseError('ws.too_many', { counted: tooMany }, { retryAfter: 5 }) : null;
  }

  /** Programs send no Origin; browsers always do, and only pages of known origins may speak for their visitors. */
  private isWelcome({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin === undefined) return true;
    if (origin === `http://${host ?? ''}` || origin === `https://${host ?? ''}`) return true;
    return isKnownOrigin(origin, [...this.socket.origins, ...this.http.origins], this.http.host);
  }
}

function answer(stream: Duplex, error: AethexError, requestId: string): void {
  const { http } = error.look;
  const body = JSON.stringify({ error: error.toBody(requestId) });
  const headers = [
    `HTTP/1.1 ${http} ${statusText[http] ?? 'Refused'}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...(http === 426 ? ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'] : []),
    ...(error.retryAfter === undefined ? [] : [`Retry-After: ${error.retryAfter}`]),
  ];
  stream.once('finish', () => stream.destroy());
  stream.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
