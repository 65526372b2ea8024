import { WsAdapter } from '@nestjs/platform-ws';

type Bind = WsAdapter['bindMessageHandlers'];

/**
 * Nest's adapter for plain WebSockets. Gateways with `@SubscribeMessage` work as always; ours, which has none, is
 * spared a second parse of every frame.
 */
export class AethexWsAdapter extends WsAdapter {
  override bindMessageHandlers(...[client, handlers, transform]: Parameters<Bind>): void {
    if (handlers.length > 0) super.bindMessageHandlers(client, handlers, transform);
  }

  // A frame that breaks the protocol closes its socket; that is no error of this server.
  override bindErrorHandler(server: {
    on(event: string, listener: (...args: never[]) => void): void;
  }): unknown {
    server.on('connection', (socket: { on(event: string, listener: () => void): void }) =>
      socket.on('error', () => undefined),
    );
    server.on('error', (error: Error) => this.logger.error(error));
    return server;
  }
}
