import type { IncomingMessage } from 'node:http';
import { Inject, type Type } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import type { WebSocket, WebSocketServer } from 'ws';
import { HttpConfig, type SocketConfig } from '../config/sections.js';
import { Ids } from '../ports/ids.js';
import { clientAddress } from './client-address.js';
import { SocketHub } from './socket-hub.js';
import { UpgradeGuard } from './upgrade-guard.js';

type HandleUpgrade = WebSocketServer['handleUpgrade'];

/** Makes the Nest gateway at the configured path. It reads frames itself: Nest's own handlers drop unknown ones in silence. */
export function gatewayOf(config: SocketConfig): Type {
  class MultiplayerGateway {
    constructor(
      readonly hub: SocketHub,
      readonly guard: UpgradeGuard,
      readonly ids: Ids,
      readonly http: HttpConfig,
    ) {}

    afterInit(server: WebSocketServer): void {
      const accept = server.handleUpgrade.bind<HandleUpgrade>(server);
      server.handleUpgrade = (request, stream, head, done): void => {
        // A peer that resets while it is being answered concerns nobody.
        stream.on('error', () => undefined);
        if (this.guard.admit(request, stream)) accept(request, stream, head, done);
      };
    }

    handleConnection(socket: WebSocket, request: IncomingMessage): void {
      this.hub.welcome(socket, request.socket, {
        requestId: this.ids.next(),
        address: clientAddress(request, this.http.trustProxy),
        userAgent: (request.headers['user-agent'] ?? '').slice(0, 256),
        browserOrigin: request.headers.origin,
      });
    }
  }
  [SocketHub, UpgradeGuard, Ids, HttpConfig].forEach((token, index) =>
    Inject(token)(MultiplayerGateway, undefined, index),
  );
  const limits = {
    maxPayload: config.maxFrame,
    maxFragments: 64,
    maxBufferedChunks: 256,
    perMessageDeflate: false,
  };
  WebSocketGateway({ path: config.path, ...limits })(MultiplayerGateway);
  return MultiplayerGateway;
}
